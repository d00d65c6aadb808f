// SPDX-License-Identifier: Apache-2.0
#include "protocols/time/time.h"

#include <array>

namespace vigie::protocols::time {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 1> kPorts{37};
constexpr std::uint32_t kYear2000 = 3155673600;
constexpr std::uint32_t kYear2036 = 4291747200;

ByteString probe() {
    return {'\n'};
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint32_t seconds = reader.u32();
    if (!reader.ok() || !reader.empty() || seconds < kYear2000 || seconds > kYear2036)
        return fail(Errc::not_spoken, "no time of this century");
    Facts facts;
    facts.set("time.seconds", static_cast<std::int64_t>(seconds));
    return facts;
}

// Four bytes in a range: a chance of one in four for any of them.
Match recognise(Bytes reply) {
    return parse_facts(reply) ? Match::maybe : Match::no;
}

}  // namespace

const Protocol protocol = {.name = "time",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = recognise,
                           .parse = parse_facts,
                           .reply_limit = 64};

}  // namespace vigie::protocols::time
