// SPDX-License-Identifier: Apache-2.0
#include "protocols/chargen/chargen.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::chargen {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<model::Port, 1> kPorts{19};
constexpr std::size_t kEnough = 16;

ByteString probe() {
    return {'\n'};
}

bool follows(char before, char after) {
    if (before == '~') return after == ' ' || after == '!';
    return after == before + 1 || (before == '}' && after == ' ');
}

// The printable characters in their order, line after line.
Result<Facts> parse_facts(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    if (text.size() < kEnough) return fail(Errc::not_spoken, "too short for a character generator");
    for (std::size_t i = 1; i < kEnough; ++i)
        if (text[i - 1] < ' ' || text[i - 1] > '~' || !follows(text[i - 1], text[i]))
            return fail(Errc::not_spoken, "not the sequence of a character generator");
    return Facts{};
}

}  // namespace

const Protocol protocol = {.name = "chargen",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 1024};

}  // namespace vigie::protocols::chargen
