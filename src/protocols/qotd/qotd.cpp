// SPDX-License-Identifier: Apache-2.0
#include "protocols/qotd/qotd.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vigie::protocols::qotd {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<model::Port, 1> kPorts{17};
constexpr std::size_t kQuoteLimit = 512;
constexpr std::size_t kShortest = 16;

ByteString probe() {
    return {'\n'};
}

Result<Facts> parse_facts(Bytes reply) {
    const std::string_view text = base::trim(base::as_text(reply));
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 32 || c == '\r' || c == '\n' || c == '\t';
    });
    if (text.size() < kShortest || reply.size() > kQuoteLimit || !plain || text.find(' ') == std::string_view::npos)
        return fail(Errc::not_spoken, "no quote");
    Facts facts;
    facts.set("qotd.quote", base::printable(text, kQuoteLimit));
    return facts;
}

// Nothing in the protocol tells a quote from another text.
Match recognise(Bytes reply) {
    return parse_facts(reply) ? Match::maybe : Match::no;
}

}  // namespace

const Protocol protocol = {.name = "qotd",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = recognise,
                           .parse = parse_facts,
                           .reply_limit = 1024};

}  // namespace vigie::protocols::qotd
