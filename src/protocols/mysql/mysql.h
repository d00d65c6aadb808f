// SPDX-License-Identifier: Apache-2.0
// MySQL and MariaDB: the greeting packet (protocol 10) or the error sent in its place. We only listen: no login packet.
#pragma once

#include <cstdint>
#include <string>

#include "protocols/protocol.h"

namespace vigie::protocols::mysql {

struct Greeting {
    std::string
        version;  // "10.11.6-MariaDB-0+deb12u1", the "5.5.5-" that MariaDB puts before removed  // fact mysql.version
    std::string auth_plugin;  // fact mysql.auth_plugin
    bool tls = false;         // fact mysql.tls
    std::uint16_t error =
        0;  // 0 when greeted; 1130 host not allowed, 1129 blocked, 1040 too many connections  // fact mysql.error_code
    std::string error_text;  // what stands between quotes (our address) replaced by "..."  // fact mysql.error
};

// Errors: not_spoken, malformed.
Result<Greeting> parse_greeting(Bytes reply);

extern const Protocol protocol;

}  // namespace vigie::protocols::mysql
