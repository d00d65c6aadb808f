// SPDX-License-Identifier: Apache-2.0
#include "protocols/irc/irc.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::irc {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 6> kPorts{6665, 6666, 6667, 6668, 6669, 6697};
constexpr std::size_t kLinesLimit = 32;
constexpr std::size_t kWordsLimit = 64;
constexpr std::size_t kTextLimit = 256;

ByteString probe() {
    return base::to_bytes("CAP LS 302\r\nVERSION\r\n");
}

bool is_number(std::string_view word) {
    return word.size() == 3 && base::parse_unsigned(word).has_value();
}

// ":irc.example 451 * :You have not registered"
struct Line {
    std::string_view server;
    std::string_view command;
    std::string_view target;
    std::string_view text;  // after " :"
};

Line read_line(std::string_view line) {
    Line out;
    if (line.starts_with(':')) {
        const std::size_t space = line.find(' ');
        if (space == std::string_view::npos) return {};
        out.server = line.substr(1, space - 1);
        line.remove_prefix(space + 1);
    }
    const std::size_t colon = line.find(" :");
    if (colon != std::string_view::npos) out.text = base::trim(line.substr(colon + 2));
    const std::vector<std::string_view> words = base::split(line.substr(0, colon), ' ');
    out.command = base::trim(words[0]);
    if (words.size() > 1) out.target = words[1];
    return out;
}

// The refusal of VERSION comes last.
bool complete(Bytes reply) {
    Reader reader(reply);
    for (std::size_t i = 0; i < kLinesLimit && !reader.empty(); ++i) {
        const Line line = read_line(reader.line());
        if (line.command == "451" || line.command == "421" || line.command == "351") return reply.back() == '\n';
    }
    return false;
}

void add_capabilities(std::string_view text, Facts& facts) {
    const std::vector<std::string_view> words = base::split(text, ' ');
    for (std::size_t i = 0; i < std::min(words.size(), kWordsLimit); ++i)
        if (!words[i].empty()) facts.append("irc.capabilities", base::printable(words[i], kTextLimit));
}

// Servers begin each line with their name and number each answer; some greet with notices to nobody.
Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    Facts facts;
    bool spoken = false;
    for (std::size_t i = 0; i < kLinesLimit && !reader.empty(); ++i) {
        const Line line = read_line(reader.line());
        const bool notice = line.command == "NOTICE" && line.text.starts_with("***") &&
                            (line.target == "*" || line.target == "AUTH" || line.target == "Auth");
        const bool capabilities = line.command == "CAP" && !line.server.empty() && line.target == "*";
        const bool refusal = is_number(line.command) && !line.server.empty() && line.command != "351" &&
                             line.text.find("egistered") != std::string_view::npos;
        if (notice || capabilities || refusal) spoken = true;
        if (!line.server.empty() && spoken) facts.set("irc.server", base::printable(line.server, kTextLimit));
        if (notice && !facts.has("irc.notice")) facts.set("irc.notice", base::printable(line.text, kTextLimit));
        if (refusal) facts.set("irc.refusal", base::printable(line.text, kTextLimit));
        if (capabilities) add_capabilities(line.text, facts);
        if (line.command == "351" && spoken) facts.set("irc.version", base::printable(line.text, kTextLimit));
    }
    if (!spoken) return fail(Errc::not_spoken, "no lines of an IRC server");
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "irc",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 8192};

}  // namespace vigie::protocols::irc
