// SPDX-License-Identifier: Apache-2.0
#include "protocols/daytime/daytime.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vigie::protocols::daytime {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<model::Port, 1> kPorts{13};
constexpr std::size_t kTextLimit = 80;

ByteString probe() {
    return {'\n'};
}

bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

// "12:34": what every form of a date with time contains.
bool has_clock(std::string_view text) {
    for (std::size_t i = 0; i + 5 <= text.size(); ++i)
        if (is_digit(text[i]) && is_digit(text[i + 1]) && text[i + 2] == ':' && is_digit(text[i + 3]) &&
            is_digit(text[i + 4]))
            return true;
    return false;
}

bool has_year(std::string_view text) {
    const auto words = base::split(text, ' ');
    return std::any_of(words.begin(), words.end(), [](std::string_view word) {
        const auto year = base::parse_unsigned(word.substr(0, 4));
        const auto last = base::parse_unsigned(word.size() < 4 ? word : word.substr(word.size() - 4));
        return (year && *year >= 1980 && *year < 2100) || (last && *last >= 1980 && *last < 2100);
    });
}

Result<Facts> parse_facts(Bytes reply) {
    const std::string_view text = base::trim(base::as_text(reply));
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (text.size() > kTextLimit || !plain || !has_clock(text) || !has_year(text))
        return fail(Errc::not_spoken, "no date and time");
    Facts facts;
    facts.set("daytime.time", std::string(text));
    return facts;
}

// Other services greet with a date too.
Match recognise(Bytes reply) {
    return parse_facts(reply) ? Match::maybe : Match::no;
}

}  // namespace

const Protocol protocol = {.name = "daytime",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = recognise,
                           .parse = parse_facts,
                           .reply_limit = 256};

}  // namespace vigie::protocols::daytime
