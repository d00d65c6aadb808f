// SPDX-License-Identifier: Apache-2.0
// FTP (RFC 959, 2389, 4217): the greeting, the features offered and whether AUTH TLS is accepted.
// Never a user name, not even anonymous: the conversation ends before any login.
#pragma once

#include <string>
#include <vector>

#include "protocols/protocol.h"

namespace vigie::protocols::ftp {

struct Reply {
    int code = 0;
    std::vector<std::string> lines;  // text without code, first to last
};

// The replies in order, only whole ones (RFC 959 section 4.2). Errors: not_spoken.
Result<std::vector<Reply>> parse_replies(Bytes bytes);

// probe() is FEAT then AUTH TLS, for after the greeting; the server then waits for a TLS handshake or a new command,
// and the caller closes. parse() reads the greeting alone or with the two replies.
extern const Protocol protocol;

}  // namespace vigie::protocols::ftp
