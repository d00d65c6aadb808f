// SPDX-License-Identifier: Apache-2.0
#include "protocols/ipmi/ipmi.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::ipmi {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{623};
constexpr std::uint8_t kRmcpVersion = 6;
constexpr std::uint8_t kAsfClass = 6;
constexpr std::uint8_t kIpmiClass = 7;
constexpr std::uint8_t kOurs = 0x81;
constexpr std::uint8_t kGetCapabilities = 0x38;
constexpr std::uint8_t kApplicationResponse = 0x1C;
constexpr std::uint8_t kPong = 0x40;
constexpr std::uint8_t kTag = 0x76;
constexpr std::uint32_t kAsf = 4542;  // the enterprise number of the alerting forum
constexpr std::array<model::Port, 2> kPortsAsf{623, 664};

// Two's complement sum of section 13.8.
std::uint8_t checksum(Bytes bytes) {
    unsigned sum = 0;
    for (const std::uint8_t byte : bytes) sum += byte;
    return static_cast<std::uint8_t>(0x100U - (sum & 0xFFU));
}

ByteString probe() {
    constexpr std::uint8_t kController = 0x20;
    constexpr std::uint8_t kApplication = 0x18;
    constexpr std::uint8_t kThisChannelVersion2 = 0x8E;
    constexpr std::uint8_t kAdministrator = 4;
    const ByteString head{kController, kApplication};
    const ByteString body{kOurs, 0, kGetCapabilities, kThisChannelVersion2, kAdministrator};
    Writer out;
    out.u8(kRmcpVersion).u8(0).u8(0xFF).u8(kIpmiClass).u8(0).u32(0).u32(0).u8(9);
    return out.bytes(head).u8(checksum(head)).bytes(body).u8(checksum(body)).take();
}

// ASF 2.0 section 3.2.4.2.
ByteString probe_asf() {
    constexpr std::uint8_t kPing = 0x80;
    return Writer().u8(kRmcpVersion).u8(0).u8(0xFF).u8(kAsfClass).u32(kAsf).u8(kPing).u8(kTag).u8(0).u8(0).take();
}

Result<Facts> read_pong(Reader& reader) {
    const std::uint32_t enterprise = reader.u32();
    const std::uint8_t type = reader.u8();
    const std::uint8_t tag = reader.u8();
    reader.skip(1);
    const std::size_t length = reader.u8();
    const std::uint32_t vendor = reader.u32();
    reader.skip(4);
    const std::uint8_t entities = reader.u8();
    if (!reader.ok() || enterprise != kAsf || type != kPong || tag != kTag || length < 9)
        return fail(Errc::not_spoken, "no answer to our presence ping");
    Facts facts;
    facts.set("ipmi.asf_vendor", static_cast<std::int64_t>(vendor));
    facts.set("ipmi.over_asf", (entities & 0x80U) != 0);
    return facts;
}

void add_types(std::uint8_t types, Facts& facts) {
    constexpr std::array<std::pair<unsigned, const char*>, 5> kTypes{
        {{0x01, "none"}, {0x02, "md2"}, {0x04, "md5"}, {0x10, "password"}, {0x20, "oem"}}};
    for (const auto& [bit, name] : kTypes)
        if ((types & bit) != 0) facts.append("ipmi.authentication", name);
}

Result<Facts> read_capabilities(Reader& reader) {
    reader.skip(9);
    const std::size_t length = reader.u8();
    Reader message(reader.bytes(length));
    const std::uint8_t to = message.u8();
    const std::uint8_t function = message.u8();
    message.skip(3);
    const std::uint8_t command = message.u8();
    const std::uint8_t completion = message.u8();
    if (!reader.ok() || !message.ok() || to != kOurs || (function & 0xFCU) != kApplicationResponse ||
        command != kGetCapabilities)
        return fail(Errc::not_spoken, "no answer to our IPMI question");
    Facts facts;
    if (completion != 0) return facts;
    message.skip(1);
    const std::uint8_t types = message.u8();
    const std::uint8_t status = message.u8();
    const std::uint8_t extended = message.u8();
    if (!message.ok()) return fail(Errc::malformed, "IPMI capabilities cut short");
    constexpr unsigned kHasExtended = 0x80;
    const bool version2 = (types & kHasExtended) != 0 && (extended & 0x02U) != 0;
    facts.append("ipmi.versions", version2 ? "2.0" : "1.5");
    if (version2 && (extended & 0x01U) != 0) facts.append("ipmi.versions", "1.5");
    add_types(types, facts);
    facts.set("ipmi.anonymous", (status & 0x01U) != 0);
    facts.set("ipmi.unnamed_user", (status & 0x02U) != 0);
    return facts;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t version = reader.u8();
    reader.skip(2);
    const std::uint8_t message_class = reader.u8() & 0x1FU;
    if (!reader.ok() || version != kRmcpVersion) return fail(Errc::not_spoken, "no RMCP message");
    if (message_class == kAsfClass) return read_pong(reader);
    if (message_class == kIpmiClass) return read_capabilities(reader);
    return fail(Errc::not_spoken, "RMCP message of another class");
}

}  // namespace

const Protocol protocol = {.name = "ipmi",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

const Protocol protocol_asf = {.name = "ipmi",
                               .transport = model::Transport::udp,
                               .usual_ports = kPortsAsf,
                               .intrusion = Intrusion::handshake,
                               .probe = probe_asf,
                               .recognise = sure_if_parsed<parse_facts>,
                               .parse = parse_facts,
                               .reply_limit = 4096};

}  // namespace vigie::protocols::ipmi
