// SPDX-License-Identifier: Apache-2.0
// The cipher suites of SSL 3.0 to TLS 1.3: their IANA names and what is known to be weak in them. Facts only:
// whether a weakness matters is for the rules to say.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/tls/version.h"

namespace vigie::protocols::tls {

struct CipherSuite {
    std::uint16_t id;
    std::string_view name;  // "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
};

// 0x5600 of RFC 7507: "I offer less than I could". Not a suite, so not among them.
inline constexpr std::uint16_t kFallbackSignal = 0x5600;

// Some old servers choke on longer lists.
inline constexpr std::size_t kSuitesPerHello = 127;

std::span<const CipherSuite> all_suites();      // ascending by id
std::string_view suite_name(std::uint16_t id);  // "" when unknown
std::string suite_label(std::uint16_t id);      // the name, or "0xC0FF"
std::vector<std::uint16_t> suites_of(
    Version version);  // everything there is for that version; what servers speak first
// The same list cut into parts of at most `most`.
std::vector<std::vector<std::uint16_t>> in_hellos(const std::vector<std::uint16_t>& suites,
                                                  std::size_t most = kSuitesPerHello);
// Words of a closed list: null anonymous export rc4 rc2 des 3des idea seed md5 sha1 cbc no_forward_secrecy.
std::vector<std::string> weaknesses(std::uint16_t id);

}  // namespace vigie::protocols::tls
