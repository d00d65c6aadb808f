// SPDX-License-Identifier: Apache-2.0
#include "protocols/echo/echo.h"

#include <array>

namespace vigie::protocols::echo {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<model::Port, 1> kPorts{7};
constexpr std::string_view kNonce = "vigie echo 81d3c5";

ByteString probe() {
    return base::to_bytes(kNonce);
}

Result<Facts> parse_facts(Bytes reply) {
    if (base::as_text(reply) != kNonce) return fail(Errc::not_spoken, "not our bytes come back");
    return Facts{};
}

// On another port the same bytes could be any program that repeats what it hears.
Match recognise(Bytes reply) {
    return parse_facts(reply) ? Match::maybe : Match::no;
}

}  // namespace

const Protocol protocol = {.name = "echo",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = recognise,
                           .parse = parse_facts,
                           .reply_limit = 64};

}  // namespace vigie::protocols::echo
