// SPDX-License-Identifier: Apache-2.0
// Cassandra (CQL native protocol): the options that are asked before a login. No keyspace is read.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::cassandra {

extern const Protocol protocol;

}  // namespace vigie::protocols::cassandra
