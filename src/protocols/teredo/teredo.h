// SPDX-License-Identifier: Apache-2.0
// Teredo (RFC 4380): the router solicitation of a client; the server's advertisement holds its prefix. Nothing is
// relayed.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::teredo {

extern const Protocol protocol;

}  // namespace vigie::protocols::teredo
