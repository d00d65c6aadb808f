// SPDX-License-Identifier: Apache-2.0
#include "protocols/dns/dns.h"

#include <algorithm>
#include <array>
#include <optional>

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
constexpr std::uint16_t kQuestionId = 0x7667;  // above any reply_limit: cannot be a TCP length
constexpr std::uint16_t kTxt = 16;
constexpr std::uint16_t kChaos = 3;
constexpr std::array<model::Port, 2> kPorts{53, 5353};

ByteString question() {
    Writer out;
    out.u8(7).text("version").u8(4).text("bind").u8(0).u16(kTxt).u16(kChaos);
    return out.take();
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
    bool tcp = false;
    std::string version;
};

std::string read_strings(Bytes rdata) {
    Reader reader(rdata);
    std::string text;
    for (std::size_t i = 0; i < kStringsLimit && !reader.empty(); ++i) text += reader.text(reader.u8());
    return reader.ok() ? base::printable(text, kTextLimit) : std::string{};
}

// The header and question of an answer to ours, or nothing. Leaves reader behind the question.
std::optional<std::uint16_t> read_header(Reader& reader) {
    const std::uint16_t id = reader.u16();
    const std::uint16_t flags = reader.u16();
    const std::uint16_t questions = reader.u16();
    const std::uint16_t answers = reader.u16();
    reader.skip(4);
    const bool response = (flags & 0x8000U) != 0;
    const unsigned opcode = (flags >> 11U) & 15U;
    const unsigned rcode = flags & 15U;
    constexpr unsigned kRcodesOfRfc1035 = 11;
    if (!reader.ok() || id != kQuestionId || !response || opcode != 0 || rcode > kRcodesOfRfc1035) return std::nullopt;
    if (questions == 0) {
        // Some servers leave the question out of an error; there can be no answers then.
        if (rcode == 0 || answers != 0) return std::nullopt;
        return answers;
    }
    const ByteString asked = question();
    if (questions != 1 || !same_ignoring_case(reader.bytes(asked.size()), asked)) return std::nullopt;
    return answers;
}

Result<Answer> read_answer(Bytes reply) {
    Answer out;
    Reader framed(reply);
    const std::uint16_t first = framed.u16();
    if (framed.ok() && first != kQuestionId) {
        reply = framed.bytes(std::min<std::size_t>(first, framed.remaining()));
        out.tcp = true;
    }
    Reader reader(reply);
    const auto answers = read_header(reader);
    if (!answers) return base::fail(Errc::not_spoken, "no answer to our DNS question");
    for (std::size_t i = 0; i < std::min<std::size_t>(*answers, kAnswersLimit); ++i) {
        skip_name(reader);
        const std::uint16_t type = reader.u16();
        const std::uint16_t dns_class = reader.u16();
        reader.skip(4);
        const Bytes rdata = reader.bytes(reader.u16());
        if (!reader.ok()) return base::fail(Errc::malformed, "DNS answer cut short");
        if (type == kTxt && dns_class == kChaos && out.version.empty()) out.version = read_strings(rdata);
    }
    return out;
}

Match recognise(Bytes reply) {
    return read_answer(reply) ? Match::sure : Match::no;
}

bool complete_tcp(Bytes reply) {
    Reader reader(reply);
    const std::size_t length = reader.u16();
    return reader.ok() && reader.remaining() >= length;
}

}  // namespace

ByteString version_query() {
    Writer out;
    out.u16(kQuestionId).u16(0).u16(1).u16(0).u16(0).u16(0).bytes(question());
    return out.take();
}

ByteString version_query_tcp() {
    const ByteString message = version_query();
    Writer out;
    out.u16(static_cast<std::uint16_t>(message.size())).bytes(message);
    return out.take();
}

Result<Facts> parse_facts(Bytes reply) {
    const auto answer = read_answer(reply);
    if (!answer) return tl::unexpected(answer.error());
    Facts facts;
    if (!answer->version.empty()) facts.set("dns.version", answer->version);
    if (answer->tcp) facts.set("dns.tcp", true);
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
                               .parse = parse_facts,
                               .reply_limit = 4096};

}  // namespace vigie::protocols::dns
