// SPDX-License-Identifier: Apache-2.0
#include "protocols/pcanywhere/pcanywhere.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::pcanywhere {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<model::Port, 1> kPorts{5632};
constexpr std::size_t kTextLimit = 64;

ByteString probe() {
    return base::to_bytes("NQ");
}

// "NR", the name filled up with underscores, "AHM" and the state: 0 free, 1 in use.
Result<Facts> parse_facts(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    const std::size_t state = text.find("AHM");
    if (!text.starts_with("NR") || state == std::string_view::npos || state > kTextLimit)
        return fail(Errc::not_spoken, "no pcAnywhere answer");
    std::string_view name = text.substr(2, state - 2);
    name = name.substr(0, name.find_last_not_of('_') + 1);
    Facts facts;
    facts.set("pcanywhere.name", base::printable(base::trim(name), kTextLimit));
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "pcanywhere",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::pcanywhere
