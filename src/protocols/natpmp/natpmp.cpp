// SPDX-License-Identifier: Apache-2.0
#include "protocols/natpmp/natpmp.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::natpmp {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{5351};
constexpr std::uint8_t kAddressOpcode = 0;
constexpr std::uint8_t kReply = 0x80;
constexpr std::uint8_t kPcp = 2;
constexpr std::uint16_t kLastResult = 5;
constexpr std::uint8_t kLastPcpResult = 13;

ByteString probe() {
    return {0, kAddressOpcode};
}

ByteString probe_pcp() {
    // The client's address has to be there; ours is not known here, so that the answer may be an error: it names the
    // protocol all the same.
    return Writer().u8(kPcp).u8(0).u16(0).u32(0).fill(16, 0).take();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t version = reader.u8();
    const std::uint8_t opcode = reader.u8();
    if (!reader.ok() || opcode != kReply) return fail(Errc::not_spoken, "no NAT-PMP or PCP answer");
    Facts facts;
    if (version == 0) {
        const std::uint16_t result = reader.u16();
        reader.skip(4);
        const bool whole = result == 0 && reply.size() == 12;
        if (!reader.ok() || result > kLastResult || (!whole && reply.size() != 8 && reply.size() != 12))
            return fail(Errc::not_spoken, "no NAT-PMP answer");
        if (whole) facts.set("natpmp.external_address", model::IpAddress::v4(reader.u32()).text());
        facts.set("natpmp.result", static_cast<std::int64_t>(result));
    } else {
        reader.skip(1);
        const std::uint8_t result = reader.u8();
        if (!reader.ok() || version > kPcp || reply.size() < 24 || reply.size() % 4 != 0 || result > kLastPcpResult)
            return fail(Errc::not_spoken, "no PCP answer");
        facts.set("natpmp.result", static_cast<std::int64_t>(result));
    }
    facts.set("natpmp.version", static_cast<std::int64_t>(version));
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "natpmp",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

const Protocol protocol_pcp = {.name = "natpmp",
                               .transport = model::Transport::udp,
                               .usual_ports = kPorts,
                               .intrusion = Intrusion::query,
                               .probe = probe_pcp,
                               .recognise = sure_if_parsed<parse_facts>,
                               .parse = parse_facts,
                               .reply_limit = 1200};

}  // namespace vigie::protocols::natpmp
