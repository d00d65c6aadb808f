// SPDX-License-Identifier: Apache-2.0
#include "protocols/jdwp/jdwp.h"

#include <array>

namespace vigie::protocols::jdwp {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<model::Port, 3> kPorts{5005, 8000, 8787};
constexpr std::string_view kHandshake = "JDWP-Handshake";

ByteString probe() {
    return base::to_bytes(kHandshake);
}

bool complete(Bytes reply) {
    return reply.size() >= kHandshake.size();
}

Result<Facts> parse_facts(Bytes reply) {
    if (base::as_text(reply) != kHandshake) return fail(Errc::not_spoken, "no debug handshake");
    return Facts{};
}

// The same bytes come back: an echo server does that too.
Match recognise(Bytes reply) {
    return parse_facts(reply) ? Match::maybe : Match::no;
}

}  // namespace

const Protocol protocol = {.name = "jdwp",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = recognise,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 64};

}  // namespace vigie::protocols::jdwp
