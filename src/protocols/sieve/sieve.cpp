// SPDX-License-Identifier: Apache-2.0
#include "protocols/sieve/sieve.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::sieve {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 2> kPorts{4190, 2000};
constexpr std::size_t kLinesLimit = 32;
constexpr std::size_t kWordsLimit = 64;
constexpr std::size_t kTextLimit = 128;

// The first two quoted texts of a line: a capability and its value.
struct Capability {
    std::string_view name;
    std::string_view value;
};

std::string_view take_quoted(std::string_view& line) {
    const std::size_t open = line.find('"');
    if (open == std::string_view::npos) return {};
    const std::size_t close = line.find('"', open + 1);
    if (close == std::string_view::npos) return {};
    const std::string_view text = line.substr(open + 1, close - open - 1);
    line.remove_prefix(close + 1);
    return text;
}

Capability read_capability(std::string_view line) {
    const std::string_view name = take_quoted(line);
    return {name, take_quoted(line)};
}

void add_words(std::string_view text, const char* fact, Facts& facts) {
    const std::vector<std::string_view> words = base::split(text, ' ');
    for (std::size_t i = 0; i < std::min(words.size(), kWordsLimit); ++i)
        if (!words[i].empty()) facts.append(fact, base::printable(words[i], kTextLimit));
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    Facts facts;
    bool starttls = false;
    bool whole = false;
    bool scripts = false;
    for (std::size_t i = 0; i < kLinesLimit && !reader.empty() && !whole; ++i) {
        const std::string_view line = reader.line();
        if (!line.starts_with('"')) {
            whole = line.starts_with("OK");
            break;
        }
        const Capability one = read_capability(line);
        if (base::equals_ignoring_case(one.name, "IMPLEMENTATION"))
            facts.set("sieve.implementation", base::printable(one.value, kTextLimit));
        if (base::equals_ignoring_case(one.name, "VERSION"))
            facts.set("sieve.protocol_version", base::printable(one.value, kTextLimit));
        if (base::equals_ignoring_case(one.name, "SASL")) add_words(one.value, "sieve.mechanisms", facts);
        if (base::equals_ignoring_case(one.name, "SIEVE")) {
            scripts = true;
            add_words(one.value, "sieve.extensions", facts);
        }
        if (base::equals_ignoring_case(one.name, "STARTTLS")) starttls = true;
    }
    if (!scripts) return fail(Errc::not_spoken, "no greeting of a ManageSieve server");
    if (whole) facts.set("sieve.starttls", starttls);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "sieve",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::listen,
                           .speaks_first = true,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 8192};

}  // namespace vigie::protocols::sieve
