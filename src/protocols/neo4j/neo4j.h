// SPDX-License-Identifier: Apache-2.0
// Bolt, the protocol of Neo4j: the handshake with the versions that we know. From 5.1 on HELLO is not a login any more
// (that is LOGON, which is never sent); its answer names the server.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::neo4j {

extern const Protocol protocol;

}  // namespace vigie::protocols::neo4j
