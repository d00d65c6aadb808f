// SPDX-License-Identifier: Apache-2.0
// STOMP: a CONNECT that offers only a version which does not exist, so that the server must refuse it with the list of
// its own (STOMP 1.2, protocol negotiation). No session can come of it.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::stomp {

extern const Protocol protocol;

}  // namespace vigie::protocols::stomp
