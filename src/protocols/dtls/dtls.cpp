// SPDX-License-Identifier: Apache-2.0
#include "protocols/dtls/dtls.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::dtls {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 10> kPorts{443, 2083, 3391, 4433, 4740, 5061, 5349, 5684, 8443, 10161};
constexpr std::size_t kCipherSuites = 8;
constexpr std::string_view kRandom = "vigie client hello without cookie";
constexpr std::uint16_t kVersion10 = 0xFEFF;
constexpr std::uint16_t kVersion12 = 0xFEFD;
enum Record : std::uint8_t { kAlert = 21, kHandshake = 22 };
enum Handshake : std::uint8_t { kClientHello = 1, kServerHello = 2, kHelloVerify = 3 };

ByteString probe() {
    constexpr std::array<std::uint16_t, kCipherSuites> kSuites{0xC02B, 0xC02F, 0xC02C, 0xC030,
                                                               0xC009, 0xC013, 0x009C, 0x002F};
    Writer hello;
    hello.u16(kVersion12).text(kRandom.substr(0, 32)).u8(0).u8(0).u16(kCipherSuites * 2);
    for (const std::uint16_t suite : kSuites) hello.u16(suite);
    hello.u8(1).u8(0).u16(8 + 6 + 12);
    hello.u16(0x000A).u16(4).u16(2).u16(0x0017);                          // group: P-256
    hello.u16(0x000B).u16(2).u8(1).u8(0);                                 // points: uncompressed
    hello.u16(0x000D).u16(8).u16(6).u16(0x0401).u16(0x0403).u16(0x0804);  // signatures
    const ByteString body = hello.take();
    const auto size = static_cast<std::uint32_t>(body.size());
    Writer out;
    out.u8(kHandshake).u16(kVersion10).u16(0).fill(6, 0).u16(static_cast<std::uint16_t>(size + 12));
    out.u8(kClientHello).u24(size).u16(0).u24(0).u24(size).bytes(body);
    return out.take();
}

std::string_view version_name(std::uint16_t version) {
    return version == kVersion12 ? "DTLS 1.2" : version == kVersion10 ? "DTLS 1.0" : "";
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t type = reader.u8();
    const std::uint16_t version = reader.u16();
    reader.skip(8);
    const std::size_t length = reader.u16();
    Reader body(reader.bytes(length));
    if (!reader.ok() || (type != kAlert && type != kHandshake) || version_name(version).empty())
        return fail(Errc::not_spoken, "no DTLS record");
    Facts facts;
    if (type == kAlert) {
        const std::uint8_t level = body.u8();
        const std::uint8_t description = body.u8();
        if (!body.ok() || !body.empty() || level < 1 || level > 2) return fail(Errc::not_spoken, "no DTLS alert");
        facts.set("dtls.alert", static_cast<std::int64_t>(description));
        return facts;
    }
    const std::uint8_t message = body.u8();
    body.skip(11);
    const std::uint16_t server = body.u16();
    if (!body.ok() || (message != kServerHello && message != kHelloVerify) || version_name(server).empty())
        return fail(Errc::not_spoken, "no DTLS answer to a ClientHello");
    // The version of a cookie is not yet the one that would be spoken (RFC 6347 section 4.2.1).
    if (message == kServerHello) facts.set("dtls.version", std::string(version_name(server)));
    facts.set("dtls.cookie", message == kHelloVerify);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "dtls",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::dtls
