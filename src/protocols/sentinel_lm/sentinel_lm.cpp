// SPDX-License-Identifier: Apache-2.0
#include "protocols/sentinel_lm/sentinel_lm.h"

#include <algorithm>
#include <array>

namespace vigie::protocols::sentinel_lm {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 1> kPorts{5093};
constexpr std::uint8_t kQuestion = 0x7A;
constexpr std::size_t kTextLimit = 128;
constexpr std::size_t kShortest = 8;

ByteString probe() {
    return {kQuestion, 0, 0, 0, 0, 0};
}

// The answer begins as the question does and goes on with a text.
Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t first = reader.u8();
    const std::uint8_t second = reader.u8();
    const std::string_view text = base::as_text(reader.rest());
    if (!reader.ok() || first != kQuestion || second != 0 || reply.size() < kShortest ||
        std::all_of(text.begin(), text.end(), [](char c) { return c == 0; }))
        return fail(Errc::not_spoken, "no answer of a license server");
    return Facts{};
}

// Two bytes prove little.
Match recognise(Bytes reply) {
    return parse_facts(reply) ? Match::maybe : Match::no;
}

}  // namespace

const Protocol protocol = {.name = "sentinel_lm",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = recognise,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::sentinel_lm
