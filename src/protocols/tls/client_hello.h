// SPDX-License-Identifier: Apache-2.0
// ClientHello of any version from SSL 3.0 to TLS 1.3, built byte by byte (RFC 8446 4.1.2, RFC 5246 7.4.1.2,
// RFC 6101): it asks what OpenSSL no longer speaks. The handshake is never continued: the answer is enough.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "protocols/protocol.h"
#include "protocols/tls/version.h"

namespace vigie::protocols::tls {

struct HelloOptions {
    Version version = Version::tls12;       // the highest offered
    bool lower_versions_too = false;        // with tls13: 1.2, 1.1 and 1.0 are offered as well
    std::vector<std::uint16_t> suites;      // at most kSuitesPerHello; the rest is left out
    std::string server_name;                // "" or an address: no SNI
    std::vector<std::string> alpn;          // offered in this order; empty: no extension
    std::vector<std::uint16_t> groups;      // empty: the usual elliptic curves and finite fields
    std::vector<std::uint16_t> signatures;  // signature algorithms; empty: the usual ones
    bool fallback_signal = false;           // RFC 7507: "this is not my highest version"
    bool compression = false;               // offers DEFLATE before none
    bool stapling = false;                  // asks for the certificate's OCSP status (RFC 6066)
    bool no_key_share = false;              // TLS 1.3: the server has to name the group it wants
    std::array<std::uint8_t, 32> random{};  // the caller's choice
    // X25519 public value (TLS 1.3). Any bytes do, except that servers refuse all zeros: those become the base point.
    std::array<std::uint8_t, 32> key_share{};
};

// The record with the whole hello. SSL 3.0 carries no extension.
ByteString client_hello(const HelloOptions& options);

}  // namespace vigie::protocols::tls
