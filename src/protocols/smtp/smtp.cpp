// SPDX-License-Identifier: Apache-2.0
#include "protocols/smtp/smtp.h"

#include <array>
#include <optional>

#include "base/text.h"

namespace vigie::protocols::smtp {
namespace {

using base::equals_ignoring_case;
using base::Errc;
using base::fail;
using base::Reader;

constexpr std::size_t kReplyCount = 8;
constexpr std::size_t kLineCount = 128;
constexpr std::size_t kLineLimit = 512;  // RFC 5321 section 4.5.3.1.5
constexpr std::size_t kWordCount = 64;
constexpr std::array<model::Port, 4> kPorts{25, 587, 465, 2525};

struct Line {
    int code = 0;
    bool last = false;  // "250 text", not "250-text"
    std::string_view text;
};

ByteString probe() {
    return base::to_bytes("EHLO vigie.invalid\r\n");
}

bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

std::optional<Line> read_line(std::string_view line) {
    if (line.size() < 3 || line[0] < '2' || line[0] > '5' || line[1] < '0' || line[1] > '5' || !is_digit(line[2]))
        return std::nullopt;
    if (line.size() > 3 && line[3] != ' ' && line[3] != '-') return std::nullopt;
    const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    return Line{code, line.size() == 3 || line[3] == ' ', line.size() > 4 ? line.substr(4) : std::string_view{}};
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    for (const std::string_view word : base::split(text.substr(0, kLineLimit), ' ')) {
        if (words.size() == kWordCount) break;
        if (!word.empty()) words.push_back(word);
    }
    return words;
}

// "220 mail.example.org ESMTP ...": the protocol is a word after the name; a server of files says FTP there.
bool greets_as_mail(const Reply& reply) {
    bool mail = false;
    for (const std::string& line : reply.lines) {
        const std::vector<std::string_view> words = words_of(line);
        for (std::size_t at = 0; at < words.size(); ++at) {
            if (equals_ignoring_case(words[at], "ESMTP") || equals_ignoring_case(words[at], "SMTP")) mail = true;
            if (at > 0 && equals_ignoring_case(words[at], "FTP")) return false;
        }
    }
    return mail;
}

// A reply to EHLO lists at least one of these keywords (RFC 1869 and its children).
bool lists_extensions(const Reply& reply) {
    constexpr std::array<std::string_view, 6> kKnown{"SIZE",     "PIPELINING",          "8BITMIME",
                                                     "STARTTLS", "ENHANCEDSTATUSCODES", "AUTH"};
    for (std::size_t at = 1; at < reply.lines.size(); ++at) {
        const std::string_view line = reply.lines[at];
        const std::string_view keyword = line.substr(0, line.find_first_of(" ="));
        for (const std::string_view known : kKnown)
            if (equals_ignoring_case(keyword, known)) return true;
    }
    return false;
}

Match recognise(Bytes bytes) {
    const Result<std::vector<Reply>> replies = parse_replies(bytes);
    if (!replies) return Match::no;
    const Reply& first = replies->front();
    if (first.code == 220) {
        if (greets_as_mail(first)) return Match::sure;
        return replies->size() > 1 && replies->at(1).code == 250 && lists_extensions(replies->at(1)) ? Match::sure
                                                                                                     : Match::maybe;
    }
    if (first.code == 250) return lists_extensions(first) ? Match::sure : Match::maybe;
    return first.code == 421 || first.code == 500 || first.code == 502 || first.code == 503 || first.code == 554
               ? Match::maybe
               : Match::no;
}

// The greeting and the reply to EHLO are awaited one at a time.
bool complete(Bytes bytes) {
    return parse_replies(bytes).has_value();
}

void add_greeting(const Reply& reply, Facts& facts) {
    facts.set("smtp.banner", base::printable(base::join(reply.lines, "\n"), kLineLimit));
    const std::vector<std::string_view> words = words_of(reply.lines.front());
    if (reply.code != 220 || words.empty()) return;
    // RFC 5321 section 4.2: the greeting begins with the server's name, which has a dot or is an address literal.
    if (words.front().find('.') != std::string_view::npos) facts.set("smtp.hostname", std::string(words.front()));
}

void add_extensions(const Reply& reply, Facts& facts) {
    facts.set("smtp.starttls", false);
    for (std::size_t at = 1; at < reply.lines.size(); ++at) {
        const std::string line = base::printable(base::trim(reply.lines[at]), kLineLimit);
        if (line.empty()) continue;
        const std::string keyword = line.substr(0, line.find_first_of(" ="));
        if (equals_ignoring_case(keyword, "STARTTLS")) facts.set("smtp.starttls", true);
        if (!equals_ignoring_case(keyword, "AUTH")) {
            facts.append("smtp.extensions", line);
            continue;
        }
        facts.append("smtp.extensions", "AUTH");
        // Old clients made servers repeat the line as "AUTH=PLAIN LOGIN".
        if (keyword.size() + 1 >= line.size()) continue;
        for (const std::string_view word : words_of(std::string_view(line).substr(keyword.size() + 1)))
            facts.append("smtp.auth_mechanisms", std::string(word));
    }
}

Result<Facts> parse(Bytes bytes) {
    const Result<std::vector<Reply>> replies = parse_replies(bytes);
    if (!replies) return tl::unexpected(replies.error());
    Facts facts;
    for (const Reply& reply : *replies) {
        const bool first = &reply == &replies->front();
        if (first && (reply.code == 220 || reply.code == 421 || reply.code == 554))
            add_greeting(reply, facts);
        else if (reply.code == 250 && !facts.has("smtp.starttls"))
            add_extensions(reply, facts);
    }
    if (facts.empty()) return fail(Errc::not_spoken, "looking for an smtp greeting or a reply to EHLO");
    return facts;
}

}  // namespace

Result<std::vector<Reply>> parse_replies(Bytes bytes) {
    std::vector<Reply> replies;
    Reader reader(bytes);
    std::optional<Reply> open;
    for (std::size_t count = 0; count < kLineCount && !reader.empty() && replies.size() < kReplyCount; ++count) {
        const std::string_view text = reader.line();
        if (reader.empty() && bytes.back() != '\n') break;  // cut
        const std::optional<Line> line = read_line(text);
        if (!line || (open && line->code != open->code)) break;  // each line repeats the code
        if (!open) open = Reply{line->code, {}};
        open->lines.push_back(base::printable(line->text, kLineLimit));
        if (!line->last) continue;
        replies.push_back(std::move(*open));
        open.reset();
    }
    if (replies.empty()) return fail(Errc::not_spoken, "reading an smtp reply");
    return replies;
}

const Protocol protocol = {
    .name = "smtp",
    .transport = model::Transport::tcp,
    .usual_ports = kPorts,
    .intrusion = Intrusion::handshake,
    .speaks_first = true,
    .probe = probe,
    .recognise = recognise,
    .complete = complete,
    .parse = parse,
};

}  // namespace vigie::protocols::smtp
