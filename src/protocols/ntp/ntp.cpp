// SPDX-License-Identifier: Apache-2.0
#include "protocols/ntp/ntp.h"

#include <array>
#include <optional>

#include "base/text.h"

namespace vigie::protocols::ntp {
namespace {

using base::Errc;
using base::Reader;
using base::Writer;

constexpr std::size_t kHeaderSize = 48;
constexpr std::uint32_t kSeconds = 0xEC000000;  // our transmit time: any value, it comes back as originate time
constexpr std::uint32_t kFraction = 0x76676965;
constexpr unsigned kServerMode = 4;
constexpr unsigned kLargestStratum = 16;
constexpr std::size_t kVariableLimit = 128;
constexpr std::uint8_t kControlMode = 0x16;  // version 2, mode 6
constexpr std::uint8_t kReadVariables = 2;
constexpr std::uint16_t kSequence = 0x7667;
constexpr std::array<model::Port, 1> kPorts{123};

struct Header {
    unsigned version = 0;
    unsigned stratum = 0;
    Bytes reference;
};

std::optional<Header> read_header(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t first = reader.u8();
    Header out;
    out.version = (first >> 3U) & 7U;
    out.stratum = reader.u8();
    reader.skip(10);
    out.reference = reader.bytes(4);
    reader.skip(8);
    const std::uint32_t seconds = reader.u32();
    const std::uint32_t fraction = reader.u32();
    if (!reader.ok() || reply.size() < kHeaderSize || (first & 7U) != kServerMode || out.version < 1 ||
        out.version > 4 || out.stratum > kLargestStratum || seconds != kSeconds || fraction != kFraction)
        return std::nullopt;
    return out;
}

// RFC 5905 figure 12: four characters for strata 0 and 1, an address above.
std::string reference_text(const Header& header) {
    Reader reader(header.reference);
    if (header.stratum > 1) return model::IpAddress::v4(reader.u32()).text();
    std::string_view text = base::as_text(header.reference);
    text = text.substr(0, text.find('\0'));
    return base::printable(base::trim(text), 16);
}

// name="value" or name=value in a list with commas.
std::string variable_of(std::string_view text, std::string_view name) {
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        std::string_view rest = text.substr(at + name.size());
        const bool begins = at == 0 || text[at - 1] == ',' || text[at - 1] == ' ' || text[at - 1] == '\n';
        if (!begins || !rest.starts_with('=')) continue;
        rest.remove_prefix(1);
        const bool quoted = rest.starts_with('"');
        if (quoted) rest.remove_prefix(1);
        return base::printable(base::trim(rest.substr(0, rest.find(quoted ? '"' : ','))), kVariableLimit);
    }
    return {};
}

Match recognise(Bytes reply) {
    return read_header(reply) ? Match::sure : Match::no;
}

}  // namespace

ByteString client_request() {
    Writer out;
    out.u8(0x23).fill(39, 0).u32(kSeconds).u32(kFraction);  // leap 0, version 4, mode 3
    return out.take();
}

Result<Facts> parse_facts(Bytes reply) {
    const auto header = read_header(reply);
    if (!header) return base::fail(Errc::not_spoken, "no NTP answer to our request");
    Facts facts;
    facts.set("ntp.version", static_cast<std::int64_t>(header->version));
    facts.set("ntp.stratum", static_cast<std::int64_t>(header->stratum));
    if (std::string reference = reference_text(*header); !reference.empty())
        facts.set("ntp.reference", std::move(reference));
    return facts;
}

ByteString control_request() {
    return Writer().u8(kControlMode).u8(kReadVariables).u16(kSequence).u16(0).u16(0).u16(0).u16(0).take();
}

Result<Facts> parse_control(Bytes reply) {
    Reader reader(reply);
    const unsigned first = reader.u8();
    const unsigned operation = reader.u8();
    const std::uint16_t sequence = reader.u16();
    reader.skip(4);
    const std::uint16_t offset = reader.u16();
    const std::string_view text = reader.text(reader.u16());
    constexpr unsigned kResponse = 0x80;
    constexpr unsigned kError = 0x40;
    constexpr unsigned kOperation = 0x1F;
    if (!reader.ok() || (first & 7U) != (kControlMode & 7U) || (operation & kResponse) == 0 ||
        (operation & kOperation) != kReadVariables || sequence != kSequence || offset != 0)
        return base::fail(Errc::not_spoken, "no answer to our control question");
    Facts facts;
    facts.set("ntp.control", (operation & kError) == 0);
    for (const auto& [variable, fact] : {std::pair{"version", "ntp.software"}, std::pair{"system", "ntp.system"}})
        if (std::string value = variable_of(text, variable); !value.empty()) facts.set(fact, std::move(value));
    return facts;
}

const Protocol protocol = {.name = "ntp",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = client_request,
                           .recognise = recognise,
                           .parse = parse_facts,
                           .reply_limit = 1024};

}  // namespace vigie::protocols::ntp
