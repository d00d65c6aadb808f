// SPDX-License-Identifier: Apache-2.0
// MongoDB: the first question of any driver (hello), which needs no login; versions of the wire protocol and the name
// of a replica set come back. The review then asks for the names of the databases, which a server with accounts
// refuses; no collection is opened.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::mongodb {

extern const Protocol protocol;

// OP_MSG {listDatabases: 1, nameOnly: true}.
ByteString list_databases();
bool whole_message(Bytes reply);

struct Databases {
    bool refused = false;  // an account is wanted, or the command is not for us
    std::vector<std::string> names;
};
// Errors: not_spoken, malformed.
Result<Databases> parse_databases(Bytes reply);

}  // namespace vigie::protocols::mongodb
