// SPDX-License-Identifier: Apache-2.0
// SSL 2.0 (1995): its own hello and the answer, which names every cipher kind that the server accepts. Only to say that
// a server still speaks it; the conversation ends there.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "protocols/protocol.h"

namespace vigie::protocols::tls {

// All seven registered kinds, a challenge of the caller's choice.
ByteString ssl2_hello(const std::array<std::uint8_t, 16>& challenge);

struct Ssl2Hello {
    std::vector<std::string>
        ciphers;             // "SSL_CK_RC4_128_WITH_MD5"; empty: the server has SSL 2.0 on, without any cipher
    ByteString certificate;  // DER, may be empty
};

// Errors: not_spoken (no SSL 2.0 answer), malformed.
Result<Ssl2Hello> parse_ssl2(Bytes reply);
bool ssl2_complete(Bytes reply);

}  // namespace vigie::protocols::tls
