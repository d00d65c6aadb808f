// SPDX-License-Identifier: Apache-2.0
// NTLM inside other protocols (SMB, RDP, WinRM): the first message, which asks, and the second, which names host,
// domain and build before anybody has logged in. A third message with a name or a response, which would be a login,
// does not exist in this code. [MS-NLMP] 2.2.1.1, 2.2.1.2.
#pragma once

#include <string>
#include <string_view>

#include "protocols/protocol.h"

namespace vigie::protocols::ntlm {

ByteString negotiate_message();

// UTF-16 in little endian, as Windows writes it, made printable; bounded.
std::string utf16_text(Bytes bytes);

struct Challenge {
    std::string host;      // NetBIOS
    std::string domain;    // NetBIOS
    std::string dns_host;  // full name
    std::string os_build;  // "10.0.20348"
};

// The challenge inside a security token, bare or wrapped: its signature says where it starts.
Result<Challenge> parse_challenge(Bytes token);
// <protocol>.host, .domain, .dns_host and .os_build, those that are known.
void set_facts(const Challenge& challenge, std::string_view protocol, Facts& facts);

}  // namespace vigie::protocols::ntlm
