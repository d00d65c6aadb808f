// SPDX-License-Identifier: Apache-2.0
#include "protocols/rdp_udp/rdp_udp.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::rdp_udp {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{3389};
constexpr std::size_t kPacket = 1232;  // the size that the specification demands of a SYN
constexpr std::uint32_t kSequence = 0x76676965;
constexpr std::uint16_t kWindow = 64;
constexpr std::uint16_t kUnit = 1232;
enum Flag : unsigned { kSyn = 0x0001, kAck = 0x0004 };

ByteString probe() {
    Writer out;
    out.u32(0xFFFFFFFF).u16(kWindow).u16(kSyn).u32(kSequence).u16(kUnit).u16(kUnit);
    return out.fill(kPacket - out.size(), 0).take();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint32_t acknowledged = reader.u32();
    reader.skip(2);
    const unsigned flags = reader.u16();
    reader.skip(4);
    const std::uint16_t up = reader.u16();
    const std::uint16_t down = reader.u16();
    const auto plausible = [](std::uint16_t unit) { return unit >= 1132 && unit <= kUnit; };
    if (!reader.ok() || acknowledged != kSequence || (flags & (kSyn | kAck)) != (kSyn | kAck) || !plausible(up) ||
        !plausible(down))
        return fail(Errc::not_spoken, "no answer to our SYN");
    return Facts{};
}

}  // namespace

const Protocol protocol = {.name = "rdp_udp",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::rdp_udp
