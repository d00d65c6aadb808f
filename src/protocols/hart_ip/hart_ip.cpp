// SPDX-License-Identifier: Apache-2.0
#include "protocols/hart_ip/hart_ip.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::hart_ip {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{5094};
constexpr std::uint8_t kVersion = 1;
constexpr std::uint16_t kSequence = 0x7667;
constexpr std::size_t kHead = 8;
enum Message : std::uint8_t { kRequest = 0, kResponse = 1 };

ByteString probe() {
    constexpr std::uint32_t kOneSecond = 1000;
    constexpr std::uint8_t kSecondary = 0;
    Writer out;
    out.u8(kVersion).u8(kRequest).u8(0).u8(0).u16(kSequence).u16(kHead + 5).u8(kSecondary).u32(kOneSecond);
    return out.take();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t version = reader.u8();
    const std::uint8_t type = reader.u8();
    const std::uint8_t message = reader.u8();
    const std::uint8_t status = reader.u8();
    const std::uint16_t sequence = reader.u16();
    const std::size_t length = reader.u16();
    if (!reader.ok() || version < 1 || version > 2 || type != kResponse || message != 0 || sequence != kSequence ||
        length != reply.size())
        return fail(Errc::not_spoken, "no HART-IP answer to us");
    Facts facts;
    facts.set("hart_ip.version", static_cast<std::int64_t>(version));
    facts.set("hart_ip.status", static_cast<std::int64_t>(status));
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "hart_ip",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::hart_ip
