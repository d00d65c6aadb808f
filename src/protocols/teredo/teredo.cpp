// SPDX-License-Identifier: Apache-2.0
#include "protocols/teredo/teredo.h"

#include <array>
#include <string>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::teredo {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{3544};
constexpr std::string_view kNonce = "vigie-00";
constexpr std::uint8_t kIcmp = 58;
constexpr std::uint8_t kSolicitation = 133;
constexpr std::uint8_t kAdvertisement = 134;
constexpr std::size_t kOptionsLimit = 8;
enum Indication : std::uint16_t { kOrigin = 0x0000, kAuthentication = 0x0001 };

// Authentication with a nonce of ours, then the solicitation of a client behind a network address translator.
ByteString probe() {
    constexpr std::uint16_t kChecksum = 0x7D37;  // of these very addresses
    Writer out;
    out.u16(kAuthentication).u16(0).text(kNonce).u8(0);
    out.u32(0x60000000).u16(8).u8(kIcmp).u8(255);
    out.u16(0xFE80).fill(8, 0).fill(6, 0xFF).u16(0xFF02).fill(13, 0).u8(2);
    return out.u8(kSolicitation).u8(0).u16(kChecksum).u32(0).take();
}

// What stands before the packet: authentication, which must hold our nonce, and where the server saw us.
bool skip_indications(Reader& reader) {
    if (reader.u16() != kAuthentication || reader.u16() != 0) return false;
    if (reader.text(kNonce.size()) != kNonce) return false;
    reader.skip(1);
    if (reader.u16() != kOrigin) return false;
    reader.skip(6);
    return reader.ok();
}

std::string address(Reader& reader) {
    std::string out;
    for (int i = 0; i < 4; ++i) out += (i == 0 ? "" : ".") + std::to_string(reader.u8());
    return out;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const bool ours = skip_indications(reader);
    const unsigned version = reader.u8() >> 4U;
    reader.skip(5);
    const std::uint8_t kind = reader.u8();
    reader.skip(33);
    const std::uint8_t message = reader.u8();
    reader.skip(15);
    if (!reader.ok() || !ours || version != 6 || kind != kIcmp || message != kAdvertisement)
        return fail(Errc::not_spoken, "no advertisement of a Teredo server");
    Facts facts;
    for (std::size_t i = 0; i < kOptionsLimit && !reader.empty(); ++i) {
        constexpr std::uint8_t kPrefix = 3;
        constexpr std::size_t kUnit = 8;
        const std::uint8_t option = reader.u8();
        const std::size_t units = reader.u8();
        if (units == 0) break;
        Reader body(reader.bytes(units * kUnit - 2));
        if (!reader.ok()) break;
        body.skip(14);
        // Prefix 2001:0::/32 and the server's own address.
        if (option == kPrefix && body.u32() == 0x20010000)
            if (const std::string server = address(body); body.ok()) facts.set("teredo.server", server);
    }
    if (!facts.has("teredo.server")) return fail(Errc::malformed, "advertisement without a Teredo prefix");
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "teredo",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 1500};

}  // namespace vigie::protocols::teredo
