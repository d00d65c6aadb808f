// SPDX-License-Identifier: Apache-2.0
// Port mapper / rpcbind (RFC 1833): over TCP the list of registered programs, which says which of them are exposed;
// over UDP the empty call only, since the list would make a large answer to a small forged question. Nothing is
// registered or called through it.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::portmapper {

extern const Protocol protocol_udp;

extern const Protocol protocol;

}  // namespace vigie::protocols::portmapper
