// SPDX-License-Identifier: Apache-2.0
// Telnet (RFC 854, 855): the options that the server negotiates and the text it shows before "login:".
// We agree to nothing and type nothing.
#pragma once

#include <string>
#include <vector>

#include "protocols/protocol.h"

namespace vigie::protocols::telnet {

struct Command {
    std::uint8_t verb = 0;  // WILL 251, WONT 252, DO 253, DONT 254
    std::uint8_t option = 0;
};

struct Talk {
    std::vector<Command> commands;
    std::string text;  // what a terminal would show; sub-negotiations left out
};

Talk parse_talk(Bytes bytes);

// Our part of the negotiation: DONT to every WILL, WONT to every DO. Many servers show their banner only after it.
ByteString refusals(Bytes bytes);

extern const Protocol protocol;

}  // namespace vigie::protocols::telnet
