// SPDX-License-Identifier: Apache-2.0
#include "protocols/moxa/moxa.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::moxa {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{4800};
constexpr std::size_t kAnswer = 24;
enum Command : std::uint8_t { kSearch = 0x01, kFound = 0x81 };

ByteString probe() {
    return Writer().u8(kSearch).u8(0).u16(8).u32(0).take();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t command = reader.u8();
    const std::uint8_t zero = reader.u8();
    const std::size_t length = reader.u16();
    reader.skip(8);
    const std::uint16_t model = reader.u16_le();
    const std::string mac = base::to_hex(reader.bytes(6));
    if (!reader.ok() || command != kFound || zero != 0 || length != reply.size() || reply.size() != kAnswer)
        return fail(Errc::not_spoken, "no NPort answer");
    Facts facts;
    facts.set("moxa.model", base::to_hex(Writer().u16(model).take()));
    facts.set("moxa.mac", mac);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "moxa",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::moxa
