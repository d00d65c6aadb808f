// SPDX-License-Identifier: Apache-2.0
#include "protocols/rlogin/rlogin.h"

#include <array>

#include "base/text.h"

namespace vigie::protocols::rlogin {
namespace {

using base::Errc;
using base::fail;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{513};
constexpr std::size_t kTextLimit = 128;
constexpr std::size_t kLongest = 512;
constexpr std::uint8_t kError = 1;

ByteString probe() {
    return Writer().u8(0).take();
}

bool complete(Bytes reply) {
    return !reply.empty() && reply.back() == '\n';
}

// An error is a byte 1 and a line.
Result<Facts> parse_facts(Bytes reply) {
    if (reply.size() < 8 || reply.size() > kLongest || reply.front() != kError || reply.back() != '\n')
        return fail(Errc::not_spoken, "no error of an rlogin server");
    const std::string text = base::printable(base::trim(base::as_text(reply.subspan(1))), kTextLimit);
    if (!base::contains_ignoring_case(text, "rlogin") && !base::contains_ignoring_case(text, "permission denied"))
        return fail(Errc::not_spoken, "no error of an rlogin server");
    Facts facts;
    facts.set("rlogin.error", text);
    return facts;
}

Match recognise(Bytes reply) {
    const auto facts = parse_facts(reply);
    if (!facts) return Match::no;
    return base::contains_ignoring_case(facts->text("rlogin.error"), "rlogin") ? Match::sure : Match::maybe;
}

}  // namespace

const Protocol protocol = {.name = "rlogin",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = recognise,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 1024};

}  // namespace vigie::protocols::rlogin
