// SPDX-License-Identifier: Apache-2.0
// OPC UA over TCP (OPC 10000-6): Hello, a channel without security, and GetEndpoints, the question that the standard
// gives to clients that know nothing yet: which endpoints, security policies and ways to log in there are, and what the
// server calls itself. No session is created, so no node can be read.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::opcua {

extern const Protocol protocol;

}  // namespace vigie::protocols::opcua
