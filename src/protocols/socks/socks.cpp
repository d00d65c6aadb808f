// SPDX-License-Identifier: Apache-2.0
#include "protocols/socks/socks.h"

#include <array>

namespace vigie::protocols::socks {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 3> kPorts{1080, 1081, 9050};
constexpr std::uint8_t kVersion = 5;
enum Method : std::uint8_t { kNone = 0, kGssapi = 1, kPassword = 2, kNoneAcceptable = 0xFF };

ByteString probe() {
    return {kVersion, 2, kNone, kPassword};
}

bool complete(Bytes reply) {
    return reply.size() >= 2;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t version = reader.u8();
    const std::uint8_t method = reader.u8();
    const bool known = method == kNone || method == kPassword || method == kNoneAcceptable;
    if (!reader.ok() || !reader.empty() || version != kVersion || !known)
        return fail(Errc::not_spoken, "no SOCKS 5 answer");
    Facts facts;
    facts.set("socks.method", method == kNone ? "none" : method == kPassword ? "password" : "refused");
    facts.set("socks.unauthenticated", method == kNone);
    return facts;
}

// Two bytes, but of three values out of 65536.
Match recognise(Bytes reply) {
    return parse_facts(reply) ? Match::sure : Match::no;
}

}  // namespace

const Protocol protocol = {.name = "socks",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = recognise,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 64};

}  // namespace vigie::protocols::socks
