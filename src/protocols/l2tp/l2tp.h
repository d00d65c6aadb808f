// SPDX-License-Identifier: Apache-2.0
// L2TP (RFC 2661): the request for a control connection; the answer names host, vendor and firmware. It is not
// confirmed, so that no tunnel comes to be.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::l2tp {

extern const Protocol protocol;

}  // namespace vigie::protocols::l2tp
