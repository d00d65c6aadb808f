// SPDX-License-Identifier: Apache-2.0
#include "protocols/ajp/ajp.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::ajp {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<model::Port, 1> kPorts{8009};
ByteString probe() {
    return {0x12, 0x34, 0, 1, 10};
}

bool complete(Bytes reply) {
    return reply.size() >= 5;
}

Result<Facts> parse_facts(Bytes reply) {
    if (base::as_text(reply) != std::string_view("AB\0\1\x09", 5))
        return fail(Errc::not_spoken, "no answer to our ping");
    return Facts{};
}

}  // namespace

const Protocol protocol = {.name = "ajp",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 64};

}  // namespace vigie::protocols::ajp
