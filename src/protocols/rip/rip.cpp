// SPDX-License-Identifier: Apache-2.0
#include "protocols/rip/rip.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::rip {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{520};
constexpr std::uint8_t kVersion = 2;
constexpr std::uint32_t kNoNetwork = 0xC0000200;  // 192.0.2.0, documentation
constexpr std::uint32_t kInfinity = 16;
constexpr std::size_t kEntriesLimit = 25;
constexpr std::uint16_t kInternet = 2;
enum Command : std::uint8_t { kRequest = 1, kResponse = 2 };

ByteString probe() {
    Writer out;
    out.u8(kRequest).u8(kVersion).u16(0);
    out.u16(kInternet).u16(0).u32(kNoNetwork).u32(0xFFFFFF00).u32(0).u32(kInfinity);
    return out.take();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t command = reader.u8();
    const std::uint8_t version = reader.u8();
    const std::uint16_t zero = reader.u16();
    if (!reader.ok() || command != kResponse || version < 1 || version > kVersion || zero != 0 || reader.empty() ||
        reader.remaining() % 20 != 0 || reader.remaining() / 20 > kEntriesLimit)
        return fail(Errc::not_spoken, "no RIP response");
    const std::uint16_t family = reader.u16();
    reader.skip(2);
    const std::uint32_t network = reader.u32();
    if (family != kInternet || network != kNoNetwork) return fail(Errc::not_spoken, "RIP response about another route");
    Facts facts;
    facts.set("rip.version", static_cast<std::int64_t>(version));
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "rip",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::rip
