// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/client_hello.h"

#include <algorithm>

#include "protocols/tls/cipher_suites.h"
#include "protocols/tls/numbers.h"

namespace vigie::protocols::tls {
namespace {

using base::Writer;

constexpr std::size_t kAlpnLimit = 16;
constexpr std::size_t kGroupLimit = 64;
constexpr std::size_t kSignatureLimit = 64;
constexpr std::uint16_t kX25519 = 0x001D;
// Some load balancers hang on hellos of 256 to 511 bytes; RFC 7685 was made for them.
constexpr std::size_t kPaddingFrom = 256;
constexpr std::size_t kPaddingTo = 512;

constexpr std::array<std::uint16_t, 13> kUsualGroups{kX25519, 0x0017, 0x0018,
                                                     0x0019,  0x001E,  // X25519, secp256r1, secp384r1, secp521r1, X448
                                                     0x001A,  0x001B, 0x001C,  // brainpoolP256r1, P384r1, P512r1
                                                     0x0016,  0x0015, 0x0013,  // secp256k1, secp224r1, secp192r1
                                                     0x0100,  0x0101};         // ffdhe2048, ffdhe3072

constexpr std::array<std::uint16_t, 19> kSignatureAlgorithms{
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808,          // ECDSA with SHA-2, Ed25519, Ed448
    0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B,  // RSA-PSS
    0x0401, 0x0501, 0x0601, 0x0301, 0x0402,          // RSA PKCS#1 with SHA-2, DSA
    0x0203, 0x0201, 0x0202};                         // with SHA-1: old servers have nothing else

// An extension whose body is one more length and a list (most of them).
void extension(Writer& out, std::uint16_t type, const ByteString& body) {
    out.u16(type).u16(static_cast<std::uint16_t>(body.size())).bytes(body);
}

template <class List>
ByteString u16_list(const List& values) {
    Writer body;
    body.u16(static_cast<std::uint16_t>(values.size() * 2));
    for (const std::uint16_t value : values) body.u16(value);
    return body.take();
}

// RFC 6066 section 3: literal addresses are not permitted.
bool is_host_name(const std::string& name) {
    return !name.empty() && name.size() <= kNameLimit && name.find(':') == std::string::npos &&
           name.find_first_not_of("0123456789.") != std::string::npos;
}

ByteString server_name_body(const std::string& name) {
    Writer body;
    const auto length = static_cast<std::uint16_t>(name.size());
    body.u16(static_cast<std::uint16_t>(length + 3)).u8(0).u16(length).text(name);
    return body.take();
}

ByteString alpn_body(const std::vector<std::string>& protocols) {
    Writer list;
    for (std::size_t i = 0; i < std::min(protocols.size(), kAlpnLimit); ++i) {
        const std::string_view name = std::string_view(protocols[i]).substr(0, 255);
        list.u8(static_cast<std::uint8_t>(name.size())).text(name);
    }
    const ByteString names = list.take();
    Writer body;
    body.u16(static_cast<std::uint16_t>(names.size())).bytes(names);
    return body.take();
}

ByteString versions_body(const HelloOptions& options) {
    Writer body;
    body.u8(options.lower_versions_too ? 8 : 2).u16(0x0304);
    if (options.lower_versions_too) body.u16(0x0303).u16(0x0302).u16(0x0301);
    return body.take();
}

ByteString key_share_body(std::array<std::uint8_t, 32> point) {
    constexpr std::uint8_t kBasePoint = 9;  // RFC 7748 4.1
    if (std::all_of(point.begin(), point.end(), [](std::uint8_t byte) { return byte == 0; })) point[0] = kBasePoint;
    Writer share;
    share.u16(36).u16(kX25519).u16(32).bytes(point);
    return share.take();
}

ByteString extensions(const HelloOptions& options) {
    Writer out;
    if (is_host_name(options.server_name)) extension(out, 0, server_name_body(options.server_name));
    extension(out, 0xFF01, {0});  // renegotiation_info, RFC 5746
    if (options.groups.empty())
        extension(out, 10, u16_list(kUsualGroups));
    else
        extension(out, 10, u16_list(std::span(options.groups).first(std::min(options.groups.size(), kGroupLimit))));
    extension(out, 11, {1, 0});  // ec_point_formats: uncompressed
    if (!options.alpn.empty()) extension(out, 16, alpn_body(options.alpn));
    if (options.version >= Version::tls12) {
        const auto& chosen = options.signatures;
        extension(out, 13,
                  chosen.empty() ? u16_list(kSignatureAlgorithms)
                                 : u16_list(std::span(chosen).first(std::min(chosen.size(), kSignatureLimit))));
    }
    if (options.stapling) extension(out, 5, {1, 0, 0, 0, 0});  // OCSP, any responder
    extension(out, 22, {});                                    // encrypt_then_mac, RFC 7366
    extension(out, 23, {});                                    // extended_master_secret, RFC 7627
    if (options.version == Version::tls13) {
        extension(out, 43, versions_body(options));
        extension(out, 45, {1, 1});  // psk_key_exchange_modes: with (EC)DHE
        extension(out, 51, options.no_key_share ? ByteString{0, 0} : key_share_body(options.key_share));
    }
    return out.take();
}

}  // namespace

ByteString client_hello(const HelloOptions& options) {
    const bool tls13 = options.version == Version::tls13;
    Writer body;
    body.u16(static_cast<std::uint16_t>(tls13 ? Version::tls12 : options.version)).bytes(options.random);
    if (tls13)
        body.u8(32).bytes(options.random);  // legacy_session_id: the middlebox compatibility mode
    else
        body.u8(0);
    const std::size_t count = std::min(options.suites.size(), kSuitesPerHello);
    body.u16(static_cast<std::uint16_t>((count + (options.fallback_signal ? 1 : 0)) * 2));
    for (const std::uint16_t suite : std::span(options.suites).first(count)) body.u16(suite);
    if (options.fallback_signal) body.u16(kFallbackSignal);
    if (options.compression)
        body.u8(2).u8(1).u8(0);  // DEFLATE, none
    else
        body.u8(1).u8(0);
    ByteString tail = options.version == Version::ssl3 ? ByteString{} : extensions(options);

    constexpr std::size_t kMessageHeader = 4;
    const std::size_t length = kMessageHeader + body.size() + 2 + tail.size();
    if (!tail.empty() && length >= kPaddingFrom && length < kPaddingTo) {
        const std::size_t missing = kPaddingTo - length;
        Writer padding;
        extension(padding, 21, ByteString(missing > 4 ? missing - 4 : 0));
        const ByteString bytes = padding.take();
        tail.insert(tail.end(), bytes.begin(), bytes.end());
    }
    if (!tail.empty()) body.u16(static_cast<std::uint16_t>(tail.size())).bytes(tail);

    const ByteString message = body.take();
    Writer record;
    // RFC 8446 5.1: an initial hello may say 0x0301, which every later server accepts.
    record.u8(kHandshakeRecord).u16(options.version == Version::ssl3 ? 0x0300 : 0x0301);
    record.u16(static_cast<std::uint16_t>(message.size() + kMessageHeader));
    record.u8(kClientHello).u24(static_cast<std::uint32_t>(message.size())).bytes(message);
    return record.take();
}

}  // namespace vigie::protocols::tls
