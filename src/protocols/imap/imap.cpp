// SPDX-License-Identifier: Apache-2.0
#include "protocols/imap/imap.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vigie::protocols::imap {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 2> kPorts{143, 993};
constexpr std::size_t kTextLimit = 256;
constexpr std::size_t kWordsLimit = 96;
constexpr std::size_t kLinesLimit = 16;
constexpr std::string_view kTag = "v1";

ByteString probe() {
    return base::to_bytes("v1 CAPABILITY\r\n");
}

// The greeting alone, or all up to the line with our tag.
bool complete(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    const std::size_t tag = text.find("\r\nv1 ");
    return tag != std::string_view::npos && text.find("\r\n", tag + 2) != std::string_view::npos;
}

void add_capabilities(std::string_view words, Facts& facts) {
    const std::vector<std::string_view> all = base::split(words, ' ');
    for (std::size_t i = 0; i < std::min(all.size(), kWordsLimit); ++i) {
        const std::string_view word = base::trim(all[i]);
        if (word.empty()) continue;
        const std::string text = base::printable(word, 64);
        facts.append("imap.capabilities", text);
        if (base::equals_ignoring_case(word, "STARTTLS")) facts.set("imap.starttls", true);
        if (base::equals_ignoring_case(word, "LOGINDISABLED")) facts.set("imap.login_disabled", true);
        if (word.size() > 5 && base::equals_ignoring_case(word.substr(0, 5), "AUTH="))
            facts.append("imap.auth_methods", base::printable(word.substr(5), 32));
    }
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::string_view greeting = reader.line();
    if (!greeting.starts_with("* OK") && !greeting.starts_with("* PREAUTH") && !greeting.starts_with("* BYE"))
        return fail(Errc::not_spoken, "no IMAP greeting");
    Facts facts;
    facts.set("imap.greeting", base::printable(base::trim(greeting.substr(2)), kTextLimit));
    constexpr std::string_view kInGreeting = "[CAPABILITY ";
    const std::size_t open = greeting.find(kInGreeting);
    const std::size_t close = greeting.find(']');
    if (open != std::string_view::npos && close != std::string_view::npos && close > open)
        add_capabilities(greeting.substr(open + kInGreeting.size(), close - open - kInGreeting.size()), facts);
    bool asked = false;
    for (std::size_t i = 0; i < kLinesLimit && !reader.empty(); ++i) {
        const std::string_view line = reader.line();
        constexpr std::string_view kUntagged = "* CAPABILITY ";
        if (line.starts_with(kUntagged)) add_capabilities(line.substr(kUntagged.size()), facts);
        if (line.starts_with(kTag)) asked = true;
    }
    // Only a server that was asked can be said to lack it.
    if (asked && !facts.has("imap.starttls")) facts.set("imap.starttls", false);
    return facts;
}

Match recognise(Bytes reply) {
    const auto facts = parse_facts(reply);
    if (!facts) return Match::no;
    const std::string greeting = base::to_lower(facts->text("imap.greeting"));
    return facts->has("imap.capabilities") || greeting.find("imap") != std::string::npos ? Match::sure : Match::maybe;
}

}  // namespace

const Protocol protocol = {.name = "imap",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .speaks_first = true,
                           .probe = probe,
                           .recognise = recognise,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 16384};

}  // namespace vigie::protocols::imap
