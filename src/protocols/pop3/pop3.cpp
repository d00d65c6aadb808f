// SPDX-License-Identifier: Apache-2.0
#include "protocols/pop3/pop3.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vigie::protocols::pop3 {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 2> kPorts{110, 995};
constexpr std::size_t kTextLimit = 256;
constexpr std::size_t kLinesLimit = 64;

ByteString probe() {
    return base::to_bytes("CAPA\r\n");
}

// Greeting, then a list that ends with a dot, or a refusal.
bool complete(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    if (text.starts_with("-ERR") && text.ends_with("\r\n")) return true;
    const std::size_t second = text.find("\r\n");
    if (second == std::string_view::npos) return false;
    return text.find("\r\n.\r\n", second) != std::string_view::npos ||
           (text.substr(second + 2).starts_with("-ERR") && text.ends_with("\r\n"));
}

void add_capability(std::string_view line, Facts& facts) {
    const std::string text = base::printable(base::trim(line), 128);
    facts.append("pop3.capabilities", text);
    const std::vector<std::string_view> words = base::split(base::trim(line), ' ');
    if (base::equals_ignoring_case(words[0], "STLS")) facts.set("pop3.starttls", true);
    if (base::equals_ignoring_case(words[0], "IMPLEMENTATION"))
        facts.set("pop3.implementation", base::printable(base::trim(line.substr(words[0].size())), kTextLimit));
    if (base::equals_ignoring_case(words[0], "SASL"))
        for (std::size_t i = 1; i < std::min<std::size_t>(words.size(), 32); ++i)
            facts.append("pop3.auth_methods", base::printable(words[i], 32));
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::string_view greeting = reader.line();
    if (!greeting.starts_with("+OK") && !greeting.starts_with("-ERR"))
        return fail(Errc::not_spoken, "no POP3 greeting");
    Facts facts;
    facts.set("pop3.greeting", base::printable(base::trim(greeting), kTextLimit));
    const std::string_view answer = reader.line();
    if (!answer.starts_with("+OK")) {
        if (answer.starts_with("-ERR")) facts.set("pop3.starttls", false);
        return facts;
    }
    for (std::size_t i = 0; i < kLinesLimit && !reader.empty(); ++i) {
        const std::string_view line = reader.line();
        if (line == ".") {
            if (!facts.has("pop3.starttls")) facts.set("pop3.starttls", false);
            break;
        }
        if (!base::trim(line).empty()) add_capability(line, facts);
    }
    return facts;
}

Match recognise(Bytes reply) {
    const auto facts = parse_facts(reply);
    if (!facts) return Match::no;
    const std::string greeting = base::to_lower(facts->text("pop3.greeting"));
    return facts->has("pop3.capabilities") || greeting.find("pop3") != std::string::npos ? Match::sure : Match::maybe;
}

}  // namespace

const Protocol protocol = {.name = "pop3",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .speaks_first = true,
                           .probe = probe,
                           .recognise = recognise,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 8192};

}  // namespace vigie::protocols::pop3
