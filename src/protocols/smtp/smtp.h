// SPDX-License-Identifier: Apache-2.0
// SMTP (RFC 5321, 3207, 4954): the greeting and what EHLO offers: STARTTLS, authentication mechanisms, other
// extensions. Never MAIL, RCPT, VRFY, AUTH: no message, no address, no credential.
#pragma once

#include <string>
#include <vector>

#include "protocols/protocol.h"

namespace vigie::protocols::smtp {

struct Reply {
    int code = 0;
    std::vector<std::string> lines;  // text without code, first to last
};

// The replies in order, only whole ones (RFC 5321 section 4.2). Errors: not_spoken.
Result<std::vector<Reply>> parse_replies(Bytes bytes);

// probe() is EHLO under a name nobody has, for after the greeting. parse() reads the greeting, the reply to EHLO, or
// one after the other; what the reply to EHLO does not list is written as not offered.
extern const Protocol protocol;

}  // namespace vigie::protocols::smtp
