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

const Protocol protocol = {.name = "ntp",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = client_request,
                           .recognise = recognise,
                           .parse = parse_facts,
                           .reply_limit = 1024};

}  // namespace vigie::protocols::ntp
