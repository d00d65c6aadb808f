// SPDX-License-Identifier: Apache-2.0
// CAPWAP (RFC 5415), the controllers of wireless access points: the discovery request of an access point; name and
// software of the controller come back. No access point joins.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::capwap {

extern const Protocol protocol;

}  // namespace vigie::protocols::capwap
