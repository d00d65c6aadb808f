// SPDX-License-Identifier: Apache-2.0
#include "protocols/melsec/melsec.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::melsec {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 2> kPorts{5006, 5007};
constexpr std::size_t kModel = 16;
enum Subheader : std::uint16_t { kRequest = 0x5000, kResponse = 0xD000 };
constexpr std::uint16_t kReadModel = 0x0101;
constexpr std::array<model::Port, 1> kPortsTcp{5007};

ByteString probe() {
    constexpr std::uint16_t kThisProcessor = 0x03FF;
    constexpr std::uint16_t kTimer = 4;
    Writer out;
    out.u16(kRequest).u8(0).u8(0xFF).u16_le(kThisProcessor).u8(0).u16_le(6);
    return out.u16_le(kTimer).u16_le(kReadModel).u16_le(0).take();
}

ByteString probe_tcp() {
    return probe();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    reader.skip(7);
    const std::size_t length = reader.u16_le();
    return reader.ok() && length <= reader.remaining();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint16_t head = reader.u16();
    reader.skip(5);
    const std::size_t length = reader.u16_le();
    const bool whole = length == reader.remaining();
    const std::uint16_t end = reader.u16_le();
    if (!reader.ok() || head != kResponse || !whole) return fail(Errc::not_spoken, "no SLMP answer");
    Facts facts;
    facts.set("melsec.end_code", static_cast<std::int64_t>(end));
    const std::string model = base::printable(base::trim(reader.text(kModel)), kModel);
    if (reader.ok() && end == 0 && !model.empty()) facts.set("melsec.model", model);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "melsec",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

const Protocol protocol_tcp = {.name = "melsec",
                               .transport = model::Transport::tcp,
                               .usual_ports = kPortsTcp,
                               .intrusion = Intrusion::query,
                               .anywhere = false,
                               .probe = probe_tcp,
                               .recognise = sure_if_parsed<parse_facts>,
                               .complete = complete,
                               .parse = parse_facts,
                               .reply_limit = 4096};

}  // namespace vigie::protocols::melsec
