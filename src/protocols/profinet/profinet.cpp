// SPDX-License-Identifier: Apache-2.0
#include "protocols/profinet/profinet.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::profinet {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{34964};
constexpr std::uint8_t kVersion = 4;  // connectionless DCE RPC
constexpr std::uint8_t kResponse = 2;
constexpr std::uint16_t kLookup = 2;
constexpr std::string_view kActivity = "vigie-profinet01";
constexpr std::size_t kAnnotation = 64;
constexpr std::uint16_t kBody = 76;

// The first entry of all; the question and its little-endian numbers are those of the endpoint mapper of DCE.
ByteString probe() {
    constexpr std::uint8_t kIdempotent = 0x20;
    Writer out;
    out.u8(kVersion).u8(0).u8(kIdempotent).u8(0).u8(0x10).u8(0).u8(0).u8(0);
    out.fill(16, 0).bytes(base::from_hex("0883afe11f5dc91191a408002b14a0fa")).text(kActivity);
    out.u32_le(0).u32_le(3).u32_le(0).u16_le(kLookup).u16_le(0xFFFF).u16_le(0xFFFF).u16_le(kBody).u16_le(0);
    out.u8(0).u8(0);
    out.u32_le(0).u32_le(1).fill(16, 0).u32_le(2).fill(20, 0).u32_le(1).fill(20, 0).u32_le(1);
    return out.take();
}

std::uint32_t number(Reader& reader, bool little) {
    return little ? reader.u32_le() : reader.u32();
}

// Device in 25 characters, order number in 20, hardware in 5, then a letter and three numbers of the software.
void read_annotation(std::string_view text, Facts& facts) {
    const auto set = [&](const char* name, std::size_t at, std::size_t size) {
        if (text.size() < at) return;
        const std::string value = base::printable(base::trim(text.substr(at, size)), kAnnotation);
        if (!value.empty()) facts.set(name, value);
    };
    set("profinet.device", 0, 25);
    set("profinet.order_number", 26, 20);
    set("profinet.hardware", 47, 5);
    constexpr std::size_t kSoftware = 53;
    if (text.size() < kSoftware + 10) return;
    std::string version;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto part = base::parse_unsigned(base::trim(text.substr(kSoftware + 1 + 3 * i, 3)));
        if (!part) return;
        version += (i == 0 ? "" : ".") + std::to_string(*part);
    }
    facts.set("profinet.software", version);
    if (facts.has("profinet.order_number"))
        facts.set("profinet.identity", facts.text("profinet.order_number") + " V" + version);
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t version = reader.u8();
    const std::uint8_t kind = reader.u8();
    reader.skip(2);
    const bool little = (reader.u8() & 0x10U) != 0;
    reader.skip(35);
    const std::string_view activity = reader.text(kActivity.size());
    reader.skip(24);
    if (!reader.ok() || version != kVersion || kind != kResponse || activity != kActivity)
        return fail(Errc::not_spoken, "no answer of an endpoint mapper to our question");
    Facts facts;
    reader.skip(20);
    const std::uint32_t entries = number(reader, little);
    facts.set("profinet.entries", static_cast<std::int64_t>(entries));
    reader.skip(12);
    if (!reader.ok()) return fail(Errc::malformed, "answer of an endpoint mapper cut short");
    if (entries == 0) return facts;
    reader.skip(24);
    const std::uint32_t length = number(reader, little);
    const std::string_view annotation = length > kAnnotation ? std::string_view{} : reader.text(length);
    if (!reader.ok()) return fail(Errc::malformed, "annotation of an endpoint cut short");
    read_annotation(annotation.substr(0, annotation.find('\0')), facts);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "profinet",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 2048};

}  // namespace vigie::protocols::profinet
