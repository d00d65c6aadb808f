// SPDX-License-Identifier: Apache-2.0
// SIP (RFC 3261): one OPTIONS request over UDP or TCP; who answers and what it accepts. Never a call, a registration or
// a credential. Max-Forwards is 0: a proxy must answer itself and send nothing on our behalf.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocols/protocol.h"

namespace vigie::protocols::sip {

struct Response {
    int status = 0;                    // fact sip.status
    std::string server;                // Server, else User-Agent  // fact sip.server
    std::vector<std::string> methods;  // Allow                    // fact sip.methods
    std::string authenticate;          // WWW- or Proxy-Authenticate // fact sip.authenticate
    bool complete = false;             // the empty line after the headers was seen
};

ByteString options_request(model::Transport transport);
// Errors: not_spoken, malformed.
Result<Response> parse_response(Bytes reply);

extern const Protocol protocol;
extern const Protocol protocol_tcp;

}  // namespace vigie::protocols::sip
