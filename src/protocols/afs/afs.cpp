// SPDX-License-Identifier: Apache-2.0
#include "protocols/afs/afs.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::afs {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 6> kPorts{7000, 7001, 7002, 7003, 7005, 7007};
constexpr std::uint32_t kEpoch = 0x76676965;
constexpr std::uint8_t kVersionPacket = 13;
constexpr std::size_t kTextLimit = 64;

ByteString probe() {
    constexpr std::uint8_t kFromClient = 1;
    Writer out;
    out.u32(kEpoch).u32(0).u32(0).u32(0).u32(0).u8(kVersionPacket).u8(kFromClient).u8(0).u8(0).u16(0).u16(0);
    return out.fill(65, 0).take();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint32_t epoch = reader.u32();
    reader.skip(16);
    const std::uint8_t type = reader.u8();
    const unsigned flags = reader.u8();
    reader.skip(6);
    std::string_view text = base::as_text(reader.rest());
    text = base::trim(text.substr(0, text.find('\0')));
    if (!reader.ok() || epoch != kEpoch || type != kVersionPacket || (flags & 1U) != 0 || text.empty())
        return fail(Errc::not_spoken, "no Rx version packet for us");
    Facts facts;
    facts.set("afs.build", base::printable(text, kTextLimit));
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "afs",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::afs
