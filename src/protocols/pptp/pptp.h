// SPDX-License-Identifier: Apache-2.0
// PPTP (RFC 2637): the request for a control connection; host, vendor and firmware come back. No call is placed.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::pptp {

extern const Protocol protocol;

}  // namespace vigie::protocols::pptp
