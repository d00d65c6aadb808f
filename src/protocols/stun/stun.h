// SPDX-License-Identifier: Apache-2.0
// STUN and TURN (RFC 8489): a binding request, as any telephone or browser sends it. No relay is asked for.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::stun {

extern const Protocol protocol;
extern const Protocol protocol_tcp;  // the same messages, one after the other (RFC 8489 6.2.2)

}  // namespace vigie::protocols::stun
