// SPDX-License-Identifier: Apache-2.0
#include "protocols/neo4j/neo4j.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace vigie::protocols::neo4j {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{7687};
constexpr std::uint32_t kMagic = 0x6060B017;
constexpr std::uint8_t kLastMajor = 5;
constexpr std::uint8_t kLastMinor = 8;
constexpr std::uint8_t kWithLogon = 1;  // 5.1: LOGON is a message of its own
constexpr std::uint8_t kSuccess = 0x70;
constexpr std::size_t kEntriesLimit = 32;
constexpr std::size_t kDepthLimit = 4;
constexpr std::size_t kTextLimit = 128;

// 5.8 down to 5.1, 4.4 to 4.2, 4.1, 3: the third byte counts the versions below that are as welcome.
ByteString probe() {
    return Writer().u32(kMagic).u32(0x00070805).u32(0x00020404).u32(0x00000104).u32(0x00000003).take();
}

struct Version {
    std::uint8_t major = 0;
    std::uint8_t minor = 0;
};

std::optional<Version> read_version(Reader& reader) {
    const std::uint16_t zero = reader.u16();
    Version out;
    out.minor = reader.u8();
    out.major = reader.u8();
    if (!reader.ok() || zero != 0) return std::nullopt;
    const bool five = out.major == kLastMajor && out.minor >= kWithLogon && out.minor <= kLastMinor;
    const bool four = out.major == 4 && out.minor >= 1 && out.minor <= 4;
    return five || four || (out.major == 3 && out.minor == 0) ? std::optional<Version>(out) : std::nullopt;
}

void put_text(Writer& out, std::string_view text) {
    out.u8(static_cast<std::uint8_t>(0x80U + text.size())).text(text);  // below 16 bytes
}

// HELLO with who we are and no credential.
ByteString hello() {
    Writer body;
    body.u8(0xB1).u8(0x01).u8(0xA2);
    put_text(body, "user_agent");
    put_text(body, "vigie/0.1");
    put_text(body, "bolt_agent");
    body.u8(0xA1);
    put_text(body, "product");
    put_text(body, "vigie/0.1");
    const ByteString message = body.take();
    return Writer().u16(static_cast<std::uint16_t>(message.size())).bytes(message).u16(0).take();
}

// PackStream: texts of up to 15, 255 or 65535 bytes.
std::string_view read_text(Reader& reader) {
    const unsigned mark = reader.u8();
    if ((mark & 0xF0U) == 0x80) return reader.text(mark & 0x0FU);
    if (mark == 0xD0) return reader.text(reader.u8());
    if (mark == 0xD1) return reader.text(reader.u16());
    reader.fail();
    return {};
}

// Steps over a value: numbers, flags and texts, and lists and maps of them down to a depth.
void skip_value(Reader& reader, std::size_t depth) {
    if (depth == 0) return reader.fail();
    const unsigned mark = reader.u8();
    if (mark < 0x80 || mark >= 0xF0) return;
    if (mark < 0x90) return reader.skip(mark & 0x0FU);
    if (mark < 0xB0) {
        const std::size_t values = (mark & 0x0FU) * (mark >= 0xA0 ? 2U : 1U);
        for (std::size_t i = 0; i < values && reader.ok(); ++i) skip_value(reader, depth - 1);
        return;
    }
    switch (mark) {
        case 0xC0:
        case 0xC2:
        case 0xC3: return;
        case 0xC8: return reader.skip(1);
        case 0xC9: return reader.skip(2);
        case 0xCA: return reader.skip(4);
        case 0xC1:
        case 0xCB: return reader.skip(8);
        case 0xD0: return reader.skip(reader.u8());
        case 0xD1: return reader.skip(reader.u16());
        default: reader.fail();
    }
}

// The "server" of a SUCCESS message in one piece; "" when there is none.
std::string read_server(Reader& reader) {
    const std::size_t size = reader.u16();
    Reader message(reader.bytes(size));
    const std::uint8_t structure = message.u8();
    const std::uint8_t kind = message.u8();
    const unsigned map = message.u8();
    if (!reader.ok() || !message.ok() || structure != 0xB1 || kind != kSuccess || (map & 0xF0U) != 0xA0) return {};
    for (std::size_t i = 0; i < std::min<std::size_t>(map & 0x0FU, kEntriesLimit) && message.ok(); ++i) {
        if (read_text(message) == "server") return base::printable(read_text(message), kTextLimit);
        skip_value(message, kDepthLimit);
    }
    return {};
}

bool complete(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    return reply.size() == 4 || (reply.size() > 4 && text.ends_with(std::string_view("\0\0", 2)));
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::optional<Version> version = read_version(reader);
    if (!version) return fail(Errc::not_spoken, "no version of Bolt");
    Facts facts;
    facts.set("neo4j.bolt_version", std::to_string(version->major) + "." + std::to_string(version->minor));
    if (reader.empty()) return facts;
    const std::string server = read_server(reader);
    if (server.empty()) return fail(Errc::not_spoken, "no answer to HELLO");
    facts.set("neo4j.server", server);
    return facts;
}

// Four bytes could be anybody's; a server that greets back cannot.
Match recognise(Bytes reply) {
    const auto facts = parse_facts(reply);
    if (!facts) return Match::no;
    return facts->has("neo4j.server") ? Match::sure : Match::maybe;
}

ByteString follow_up(Bytes heard) {
    Reader reader(heard);
    const std::optional<Version> version = read_version(reader);
    return version && reader.empty() && version->major == kLastMajor ? hello() : ByteString{};
}

}  // namespace

const Protocol protocol = {.name = "neo4j",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = recognise,
                           .complete = complete,
                           .follow_up = follow_up,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::neo4j
