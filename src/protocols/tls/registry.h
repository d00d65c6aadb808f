// SPDX-License-Identifier: Apache-2.0
// Key exchange groups and signature algorithms of TLS as IANA registers them: numbers of the wire and words of the
// facts. Facts only: what is good enough is for the rules to say.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace vigie::protocols::tls {

struct Registered {
    std::uint16_t id;
    std::string_view name;
};

// In the order in which we offer them: what a good client prefers comes first.
std::span<const Registered> groups();
std::span<const Registered> signature_algorithms();

std::string group_label(std::uint16_t id);      // "x25519", "0x6a6a" when unknown
std::string signature_label(std::uint16_t id);  // "rsa_pss_rsae_sha256", "0x0000" when unknown

// Elliptic curves and finite fields exist below TLS 1.3 too; hybrids with ML-KEM do not.
bool group_needs_tls13(std::uint16_t id);
// Usable by a server in TLS 1.3 (RFC 8446 4.2.3: no PKCS#1, no SHA-1, no DSA).
bool signature_fits_tls13(std::uint16_t id);

}  // namespace vigie::protocols::tls
