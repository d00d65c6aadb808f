// SPDX-License-Identifier: Apache-2.0
// What a server answers to a ClientHello: a ServerHello or an alert, and for versions below 1.3 the certificates and
// the size of the ephemeral key that follow in clear. Pure and bounded; nothing is decrypted or verified here.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "protocols/protocol.h"
#include "protocols/tls/version.h"

namespace vigie::protocols::tls {

struct ServerHello {
    Version version = Version::tls12;  // negotiated: supported_versions when there is one
    std::uint16_t suite = 0;
    std::uint8_t compression = 0;
    bool hello_retry_request = false;  // it wants another key share; version and suite are decided all the same
    std::uint16_t group = 0;           // of key_share (TLS 1.3), 0 = not said
    std::string alpn;                  // TLS 1.2 and below
    std::vector<std::uint16_t> extensions;
    bool operator==(const ServerHello&) const = default;

    [[nodiscard]] bool has_extension(std::uint16_t type) const;
    [[nodiscard]] bool encrypt_then_mac() const { return has_extension(22); }
    [[nodiscard]] bool extended_master_secret() const { return has_extension(23); }
    [[nodiscard]] bool secure_renegotiation() const { return has_extension(0xFF01); }
};

struct Alert {
    std::uint8_t level = 0;  // 1 warning, 2 fatal
    std::uint8_t description = 0;
    bool operator==(const Alert&) const = default;
};

using ServerReply = std::variant<ServerHello, Alert>;

// Errors: not_spoken (these bytes are not TLS), malformed (TLS, but broken or cut short).
// A warning alert before the ServerHello (unrecognised name) is passed over.
Result<ServerReply> parse_reply(Bytes reply);

// A whole ServerHello or a fatal alert is there, or it is clear that none will come.
bool complete(Bytes reply);

// The registered name, "handshake_failure"; "alert 99" for others.
std::string alert_name(std::uint8_t description);

// The rest of the server's first flight up to TLS 1.2, for servers that OpenSSL will not talk to.
struct ServerFlight {
    ServerHello hello;
    std::vector<ByteString> certificates;  // DER, as sent, leaf first
    unsigned dh_bits = 0;                  // size of the prime of an ephemeral DH exchange, 0 = none seen
    std::uint16_t curve = 0;               // named curve of an ECDHE exchange, 0 = none seen
    std::uint16_t signature = 0;           // algorithm that signed the key exchange (TLS 1.2), 0 = none seen
    bool stapled = false;                  // an OCSP response came with the certificate
    bool client_certificate = false;       // the server asks for one
    bool done = false;                     // ServerHelloDone was there
};
Result<ServerFlight> parse_flight(Bytes reply);
// ServerHelloDone, an alert, or what is not TLS.
bool flight_complete(Bytes reply);

}  // namespace vigie::protocols::tls
