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

struct Databases {
    bool refused = false;  // for want of an account: nothing else counts as a refusal
    std::vector<std::string> names;
};
// Errors: not_spoken, malformed, refused (another error of the server: a secondary that does not answer, a proxy).
Result<Databases> parse_databases(Bytes reply);

}  // namespace vigie::protocols::mongodb
