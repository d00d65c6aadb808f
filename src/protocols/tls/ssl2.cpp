// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/ssl2.h"

#include <algorithm>

namespace vigie::protocols::tls {
namespace {

using base::Errc;
using base::Reader;
using base::Writer;

constexpr std::uint8_t kOldClientHello = 1;
constexpr std::uint8_t kOldServerHello = 4;
constexpr std::uint16_t kVersion = 0x0002;
constexpr std::size_t kCiphersLimit = 64;

struct Kind {
    std::uint32_t id;
    const char* name;
};

constexpr std::array kKinds{
    Kind{0x010080, "SSL_CK_RC4_128_WITH_MD5"},          Kind{0x020080, "SSL_CK_RC4_128_EXPORT40_WITH_MD5"},
    Kind{0x030080, "SSL_CK_RC2_128_CBC_WITH_MD5"},      Kind{0x040080, "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5"},
    Kind{0x050080, "SSL_CK_IDEA_128_CBC_WITH_MD5"},     Kind{0x060040, "SSL_CK_DES_64_CBC_WITH_MD5"},
    Kind{0x0700C0, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"}, Kind{0x080080, "SSL_CK_RC4_64_WITH_MD5"}};

// The length of the record behind its two or three bytes of header; 0 = not there yet.
std::size_t record_length(Reader& reader) {
    const std::uint8_t first = reader.u8();
    const std::uint8_t second = reader.u8();
    if ((first & 0x80U) != 0) return (static_cast<std::size_t>(first & 0x7FU) << 8U) | second;
    reader.skip(1);  // padding
    return (static_cast<std::size_t>(first & 0x3FU) << 8U) | second;
}

}  // namespace

ByteString ssl2_hello(const std::array<std::uint8_t, 16>& challenge) {
    Writer body;
    body.u8(kOldClientHello).u16(kVersion);
    body.u16(static_cast<std::uint16_t>(kKinds.size() * 3)).u16(0).u16(static_cast<std::uint16_t>(challenge.size()));
    for (const Kind& kind : kKinds) body.u24(kind.id);
    body.bytes(challenge);
    const ByteString message = body.take();
    Writer record;
    record.u16(static_cast<std::uint16_t>(0x8000U | message.size())).bytes(message);
    return record.take();
}

Result<Ssl2Hello> parse_ssl2(Bytes reply) {
    Reader reader(reply);
    const std::size_t length = record_length(reader);
    Reader body(reader.bytes(std::min(length, reader.remaining())));
    const std::uint8_t type = body.u8();
    body.skip(1);  // session id hit
    const std::uint8_t certificate_type = body.u8();
    const std::uint16_t version = body.u16();
    const std::size_t certificate_length = body.u16();
    const std::size_t ciphers_length = body.u16();
    const std::size_t connection_length = body.u16();
    // A TLS alert (21 3 ...) or any other protocol fails one of these.
    if (!body.ok() || type != kOldServerHello || version != kVersion || certificate_type > 1 || ciphers_length % 3 != 0)
        return base::fail(Errc::not_spoken, "no SSL 2.0 server hello");
    const Bytes certificate = body.bytes(certificate_length);
    Reader ciphers(body.bytes(ciphers_length));
    body.skip(connection_length);
    if (!body.ok()) return base::fail(Errc::malformed, "SSL 2.0 server hello with wrong lengths");
    Ssl2Hello hello;
    hello.certificate.assign(certificate.begin(), certificate.end());
    for (std::size_t i = 0; i < kCiphersLimit && !ciphers.empty(); ++i) {
        const std::uint32_t id = ciphers.u24();
        const auto known = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& kind) { return kind.id == id; });
        hello.ciphers.emplace_back(known == kKinds.end() ? "SSL_CK_UNKNOWN" : known->name);
    }
    return hello;
}

bool ssl2_complete(Bytes reply) {
    if (reply.size() < 3) return false;
    Reader reader(reply);
    const std::size_t length = record_length(reader);
    if (reply[0] == 21 || reply[0] == 22) return true;  // a TLS record: it did not understand
    return length == 0 || reader.remaining() >= length;
}

}  // namespace vigie::protocols::tls
