// SPDX-License-Identifier: Apache-2.0
#include "protocols/dnp3/dnp3.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::dnp3 {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{20000};
constexpr std::uint16_t kStart = 0x0564;
constexpr std::uint8_t kHeadLength = 5;
constexpr std::uint16_t kOurs = 1;
constexpr std::array<std::uint16_t, 5> kStations{0, 3, 4, 10, 1024};
enum Function : std::uint8_t { kRequestLink = 0xC9, kLinkStatus = 0x0B };

// The polynomial of IEEE 1815 clause 9.2.4.3, in reversed order of bits.
std::uint16_t checksum(Bytes bytes) {
    unsigned value = 0;
    for (const std::uint8_t byte : bytes) {
        value ^= byte;
        for (unsigned bit = 0; bit < 8; ++bit) value = (value & 1U) != 0 ? (value >> 1U) ^ 0xA6BCU : value >> 1U;
    }
    return static_cast<std::uint16_t>(~value);
}

ByteString probe() {
    Writer out;
    for (const std::uint16_t station : kStations) {
        const ByteString head =
            Writer().u16(kStart).u8(kHeadLength).u8(kRequestLink).u16_le(station).u16_le(kOurs).take();
        out.bytes(head).u16_le(checksum(head));
    }
    return out.take();
}

ByteString probe_udp() {
    return probe();
}

bool complete(Bytes reply) {
    return reply.size() >= 10;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const Bytes head = reader.bytes(8);
    const std::uint16_t sum = reader.u16_le();
    if (!reader.ok() || sum != checksum(head)) return fail(Errc::not_spoken, "no DNP3 frame");
    Reader fields(head);
    const std::uint16_t start = fields.u16();
    const std::uint8_t length = fields.u8();
    const unsigned control = fields.u8();
    const std::uint16_t to = fields.u16_le();
    const std::uint16_t from = fields.u16_le();
    constexpr unsigned kFromPrimary = 0x40;
    if (start != kStart || length < kHeadLength || (control & kFromPrimary) != 0 || to != kOurs)
        return fail(Errc::not_spoken, "no DNP3 answer to us");
    Facts facts;
    facts.set("dnp3.station", static_cast<std::int64_t>(from));
    facts.set("dnp3.link_status", (control & 0x0FU) == kLinkStatus);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "dnp3",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 4096};

const Protocol protocol_udp = {.name = "dnp3",
                               .transport = model::Transport::udp,
                               .usual_ports = kPorts,
                               .intrusion = Intrusion::handshake,
                               .anywhere = false,
                               .probe = probe_udp,
                               .recognise = sure_if_parsed<parse_facts>,
                               .parse = parse_facts,
                               .reply_limit = 4096};

}  // namespace vigie::protocols::dnp3
