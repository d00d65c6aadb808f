// SPDX-License-Identifier: Apache-2.0
#include "protocols/ftp/ftp.h"

#include <array>
#include <optional>

#include "base/text.h"

namespace vigie::protocols::ftp {
namespace {

using base::contains_ignoring_case;
using base::Errc;
using base::fail;
using base::Reader;

constexpr std::size_t kReplyCount = 8;
constexpr std::size_t kLineCount = 256;
constexpr std::size_t kLineLimit = 512;
constexpr std::size_t kWordCount = 64;
constexpr std::array<model::Port, 3> kPorts{21, 2121, 990};

struct Line {
    int code = 0;
    bool last = false;  // "220 text", not "220-text"
    std::string_view text;
};

bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

std::optional<Line> read_line(std::string_view line) {
    if (line.size() < 3 || line[0] < '1' || line[0] > '6' || line[1] < '0' || line[1] > '5' || !is_digit(line[2]))
        return std::nullopt;
    if (line.size() > 3 && line[3] != ' ' && line[3] != '-') return std::nullopt;
    const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    return Line{code, line.size() == 3 || line[3] == ' ', line.size() > 4 ? line.substr(4) : std::string_view{}};
}

// A mail server presents itself with SMTP or ESMTP as a word of its own.
bool names_mail(std::string_view text) {
    std::size_t count = 0;
    for (const std::string_view word : base::split(text.substr(0, kLineLimit), ' ')) {
        if (++count > kWordCount) break;
        if (base::equals_ignoring_case(word, "SMTP") || base::equals_ignoring_case(word, "ESMTP")) return true;
    }
    return false;
}

std::string join_lines(const Reply& reply) {
    return base::printable(base::join(reply.lines, "\n"), kLineLimit);
}

ByteString probe() {
    return base::to_bytes("FEAT\r\nAUTH TLS\r\n");
}

bool is_greeting(const Reply& reply) {
    return reply.code == 220 || reply.code == 120 || reply.code == 421;
}

Match recognise(Bytes bytes) {
    const Result<std::vector<Reply>> replies = parse_replies(bytes);
    if (!replies) return Match::no;
    const Reply& first = replies->front();
    const std::string text = join_lines(first);
    if (first.code == 211 && contains_ignoring_case(text, "features")) return Match::sure;
    if (first.code == 530 && contains_ignoring_case(text, "USER and PASS")) return Match::sure;
    if (!is_greeting(first) && first.code != 500) return Match::no;
    return contains_ignoring_case(text, "ftp") && !names_mail(text) ? Match::sure : Match::maybe;
}

// A greeting is one reply; the two questions of probe() have two.
bool complete(Bytes bytes) {
    const Result<std::vector<Reply>> replies = parse_replies(bytes);
    return replies && (replies->size() >= 2 || is_greeting(replies->front()));
}

bool is_feature(const std::vector<std::string>& lines, std::string_view wanted) {
    for (const std::string& line : lines)
        if (base::contains_ignoring_case(line, wanted)) return true;
    return false;
}

Result<Facts> parse(Bytes bytes) {
    const Result<std::vector<Reply>> replies = parse_replies(bytes);
    if (!replies) return tl::unexpected(replies.error());
    Facts facts;
    bool after_greeting = false;
    std::size_t answers = 0;
    for (const Reply& reply : *replies) {
        if (&reply == &replies->front() && is_greeting(reply)) {
            facts.set("ftp.banner", join_lines(reply));
            after_greeting = true;
            continue;
        }
        ++answers;
        if (reply.code == 211) {
            for (std::size_t at = 1; at + 1 < reply.lines.size(); ++at)
                facts.append("ftp.features", base::printable(base::trim(reply.lines[at]), kLineLimit));
            if (is_feature(reply.lines, "AUTH TLS")) facts.set("ftp.auth_tls", true);
        } else if (reply.code == 234) {
            facts.set("ftp.auth_tls", true);
        } else if (answers == 2 && reply.code >= 400) {
            facts.set("ftp.auth_tls", false);
        }
    }
    if (!after_greeting && facts.empty()) return fail(Errc::not_spoken, "looking for an ftp greeting");
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
        if (!open) {
            if (!line) break;
            open = Reply{line->code, {}};
        }
        const bool own = line && line->code == open->code;
        open->lines.push_back(base::printable(own ? line->text : text, kLineLimit));
        if (own && line->last) {
            replies.push_back(std::move(*open));
            open.reset();
        }
    }
    if (replies.empty()) return fail(Errc::not_spoken, "reading an ftp reply");
    return replies;
}

bool replied(Bytes bytes) {
    return parse_reply(bytes).has_value();
}

Result<Reply> parse_reply(Bytes bytes) {
    const Result<std::vector<Reply>> replies = parse_replies(bytes);
    if (!replies) return tl::unexpected(replies.error());
    for (const Reply& reply : *replies)
        if (reply.code >= 200) return reply;
    return fail(Errc::not_spoken, "reading an ftp reply");
}

std::optional<model::Port> data_port(const Reply& reply) {
    if (reply.lines.empty() || (reply.code != 227 && reply.code != 229)) return std::nullopt;
    const std::string_view text = reply.lines.back();
    const std::size_t open = text.find('(');
    const std::size_t close = text.find(')', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) return std::nullopt;
    const std::string_view inside = text.substr(open + 1, close - open - 1);
    const std::vector<std::string_view> fields = base::split(inside, reply.code == 229 ? '|' : ',');
    const auto field = [&](std::size_t at) {
        return at < fields.size() ? base::parse_unsigned(fields[at]) : std::nullopt;
    };
    if (reply.code == 229) {  // |||port|
        const auto port = field(3);
        if (!port || *port == 0 || *port > 65535) return std::nullopt;
        return static_cast<model::Port>(*port);
    }
    const auto high = field(4);
    const auto low = field(5);
    if (!high || !low || *high > 255 || *low > 255 || *high * 256 + *low == 0) return std::nullopt;
    return static_cast<model::Port>(*high * 256 + *low);
}

bool wants_tls(const Reply& reply) {
    const std::string text = join_lines(reply);
    return reply.code >= 400 && (contains_ignoring_case(text, "tls") || contains_ignoring_case(text, "ssl") ||
                                 contains_ignoring_case(text, "encrypt"));
}

const Protocol protocol = {
    .name = "ftp",
    .transport = model::Transport::tcp,
    .usual_ports = kPorts,
    .intrusion = Intrusion::handshake,
    .speaks_first = true,
    .probe = probe,
    .recognise = recognise,
    .complete = complete,
    .parse = parse,
};

}  // namespace vigie::protocols::ftp
