// SPDX-License-Identifier: Apache-2.0
#include "protocols/teamspeak/teamspeak.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::teamspeak {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{9987};
constexpr std::string_view kMark = "TS3INIT1";
constexpr std::uint8_t kInitType = 0x88;
constexpr std::uint16_t kInitPacket = 101;
constexpr std::uint32_t kRandom = 0x76676965;

ByteString probe() {
    constexpr std::uint32_t kClientVersion = 0x06EC0000;
    constexpr std::uint32_t kAnyTime = 0x5F000000;
    Writer out;
    out.text(kMark).u16(kInitPacket).u16(0).u8(kInitType).u32(kClientVersion).u8(0).u32(kAnyTime).u32(kRandom);
    return out.fill(8, 0).take();
}

// Step 1 returns our random number backwards (or, in older servers, as it was).
Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::string_view mark = reader.text(kMark.size());
    const std::uint16_t packet = reader.u16();
    const std::uint8_t type = reader.u8();
    const std::uint8_t step = reader.u8();
    if (!reader.ok() || mark != kMark || packet != kInitPacket || type != kInitType || (step != 1 && step != 127))
        return fail(Errc::not_spoken, "no TeamSpeak answer");
    if (step == 1) {
        reader.skip(16);
        const std::uint32_t echoed = reader.u32_le();
        if (!reader.ok() || (echoed != kRandom && echoed != 0x65696776))
            return fail(Errc::not_spoken, "no TeamSpeak answer to us");
    }
    return Facts{};
}

}  // namespace

const Protocol protocol = {.name = "teamspeak",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::teamspeak
