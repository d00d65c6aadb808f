// SPDX-License-Identifier: Apache-2.0
#include "protocols/lantronix/lantronix.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::lantronix {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 1> kPorts{30718};
constexpr std::size_t kAnswer = 30;
enum Command : std::uint8_t { kQuery = 0xF6, kReply = 0xF7 };

ByteString probe() {
    return {0, 0, 0, kQuery};
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint32_t head = reader.u32();
    reader.seek(8);
    const std::string_view type = reader.text(2);
    reader.seek(kAnswer - 6);
    const std::string mac = base::to_hex(reader.bytes(6));
    // The adapter's address begins with the maker's prefix, or one of those bought later.
    if (!reader.ok() || head != kReply || reply.size() != kAnswer) return fail(Errc::not_spoken, "no Lantronix answer");
    Facts facts;
    facts.set("lantronix.type", base::printable(base::trim(type), 8));
    facts.set("lantronix.mac", mac);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "lantronix",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::lantronix
