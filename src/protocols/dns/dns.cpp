// SPDX-License-Identifier: Apache-2.0
#include "protocols/dns/dns.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/text.h"

namespace vigie::protocols::dns {
namespace {

using base::Errc;
using base::Reader;
using base::Writer;

constexpr std::size_t kAnswersLimit = 8;
constexpr std::size_t kLabelsLimit = 128;
constexpr std::size_t kStringsLimit = 16;
constexpr std::size_t kTextLimit = 255;
// The identifiers are above any reply_limit: they cannot be a TCP length.
struct Question {
    std::uint16_t id = 0;
    std::string_view host;
    std::string_view zone;
};
constexpr std::array<Question, 3> kQuestions{
    {{0x7667, "version", "bind"}, {0x7668, "version", "server"}, {0x7669, "id", "server"}}};
constexpr const Question& kVersionBind = kQuestions[0];
constexpr const Question& kIdentity = kQuestions[2];
constexpr std::uint16_t kTxt = 16;
constexpr std::uint16_t kChaos = 3;
constexpr std::array<model::Port, 2> kPorts{53, 5353};

ByteString section(const Question& question) {
    Writer out;
    for (const std::string_view label : {question.host, question.zone})
        out.u8(static_cast<std::uint8_t>(label.size())).text(label);
    return out.u8(0).u16(kTxt).u16(kChaos).take();
}

ByteString message(const Question& question) {
    return Writer().u16(question.id).u16(0).u16(1).u16(0).u16(0).u16(0).bytes(section(question)).take();
}

ByteString framed(const ByteString& message) {
    return Writer().u16(static_cast<std::uint16_t>(message.size())).bytes(message).take();
}

// Passes over a name without following its pointer: only what comes after it matters here.
void skip_name(Reader& reader) {
    for (std::size_t i = 0; i < kLabelsLimit && reader.ok(); ++i) {
        const std::uint8_t length = reader.u8();
        if (length == 0) return;
        if ((length & 0xC0U) == 0xC0U) {
            reader.skip(1);
            return;
        }
        if ((length & 0xC0U) != 0) break;
        reader.skip(length);
    }
    reader.fail();
}

bool same_ignoring_case(Bytes a, const ByteString& b) {
    return base::equals_ignoring_case(base::as_text(a), base::as_text(b));
}

struct Answer {
    const Question* question = nullptr;
    std::string text;
};

std::string read_strings(Bytes rdata) {
    Reader reader(rdata);
    std::string text;
    for (std::size_t i = 0; i < kStringsLimit && !reader.empty(); ++i) text += reader.text(reader.u8());
    return reader.ok() ? base::printable(text, kTextLimit) : std::string{};
}

// The header and question of an answer to one of ours: how many records follow, or nothing. Leaves reader behind the
// question.
std::optional<std::uint16_t> read_header(Reader& reader, Answer& out) {
    const std::uint16_t id = reader.u16();
    const std::uint16_t flags = reader.u16();
    const std::uint16_t questions = reader.u16();
    const std::uint16_t answers = reader.u16();
    reader.skip(4);
    const bool response = (flags & 0x8000U) != 0;
    const unsigned opcode = (flags >> 11U) & 15U;
    const unsigned rcode = flags & 15U;
    constexpr unsigned kRcodesOfRfc1035 = 11;
    for (const Question& question : kQuestions)
        if (question.id == id) out.question = &question;
    if (!reader.ok() || out.question == nullptr || !response || opcode != 0 || rcode > kRcodesOfRfc1035)
        return std::nullopt;
    if (questions == 0) {
        // Some servers leave the question out of an error; there can be no answers then.
        if (rcode == 0 || answers != 0) return std::nullopt;
        return answers;
    }
    const ByteString asked = section(*out.question);
    if (questions != 1 || !same_ignoring_case(reader.bytes(asked.size()), asked)) return std::nullopt;
    return answers;
}

Result<Answer> read_answer(Bytes message) {
    Answer out;
    Reader reader(message);
    const auto answers = read_header(reader, out);
    if (!answers) return base::fail(Errc::not_spoken, "no answer to our DNS question");
    for (std::size_t i = 0; i < std::min<std::size_t>(*answers, kAnswersLimit); ++i) {
        skip_name(reader);
        const std::uint16_t type = reader.u16();
        const std::uint16_t dns_class = reader.u16();
        reader.skip(4);
        const Bytes rdata = reader.bytes(reader.u16());
        if (!reader.ok()) return base::fail(Errc::malformed, "DNS answer cut short");
        if (type == kTxt && dns_class == kChaos && out.text.empty()) out.text = read_strings(rdata);
    }
    return out;
}

bool is_question_id(std::uint16_t number) {
    return std::any_of(kQuestions.begin(), kQuestions.end(), [&](const Question& one) { return one.id == number; });
}

// The messages of a reply: one datagram, or those that TCP frames by their length.
std::vector<Bytes> messages(Bytes reply) {
    Reader reader(reply);
    if (is_question_id(reader.u16())) return {reply};
    reader.seek(0);
    std::vector<Bytes> out;
    for (std::size_t i = 0; i < kQuestions.size() && !reader.empty(); ++i) {
        const std::size_t length = reader.u16();
        const Bytes message = reader.bytes(std::min(length, reader.remaining()));
        if (!reader.ok()) break;
        out.push_back(message);
    }
    return out;
}

Match recognise(Bytes reply) {
    const std::vector<Bytes> all = messages(reply);
    return !all.empty() && read_answer(all.front()) ? Match::sure : Match::no;
}

bool complete_tcp(Bytes reply) {
    Reader reader(reply);
    const std::size_t length = reader.u16();
    return reader.ok() && reader.remaining() >= length;
}

// Servers that keep BIND's own name to themselves often answer to the neutral one, and the other way round.
ByteString follow_up_tcp(Bytes heard) {
    const std::size_t count = messages(heard).size();
    return count == 0 || count >= kQuestions.size() ? ByteString{} : framed(message(kQuestions[count]));
}

}  // namespace

ByteString version_query() {
    return message(kVersionBind);
}

ByteString version_query_tcp() {
    return framed(version_query());
}

Result<Facts> parse_facts(Bytes reply) {
    const std::vector<Bytes> all = messages(reply);
    if (all.empty()) return base::fail(Errc::not_spoken, "no answer to our DNS question");
    Facts facts;
    for (const Bytes message : all) {
        const auto answer = read_answer(message);
        if (!answer) {
            if (message.data() != all.front().data()) break;  // what was heard until then counts
            return tl::unexpected(answer.error());
        }
        if (answer->text.empty()) continue;
        if (answer->question == &kIdentity)
            facts.set("dns.identity", answer->text);
        else if (!facts.has("dns.version"))
            facts.set("dns.version", answer->text);
    }
    if (all.front().data() != reply.data()) facts.set("dns.tcp", true);
    return facts;
}

const Protocol protocol = {.name = "dns",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = version_query,
                           .recognise = recognise,
                           .parse = parse_facts,
                           .reply_limit = 4096};

const Protocol protocol_tcp = {.name = "dns",
                               .transport = model::Transport::tcp,
                               .usual_ports = std::span(kPorts).first(1),
                               .intrusion = Intrusion::query,
                               .probe = version_query_tcp,
                               .recognise = recognise,
                               .complete = complete_tcp,
                               .follow_up = follow_up_tcp,
                               .parse = parse_facts,
                               .reply_limit = 4096};

}  // namespace vigie::protocols::dns
