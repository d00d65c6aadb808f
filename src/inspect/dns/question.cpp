// SPDX-License-Identifier: Apache-2.0
#include "inspect/dns/question.h"

#include <openssl/rand.h>

namespace vigie::inspect {
namespace {

namespace dns = protocols::dns;
using base::ByteString;
using base::Errc;
using base::fail;
using base::Result;

constexpr model::Port kDnsPort = 53;
constexpr std::size_t kDnsReplyLimit = 65537;
constexpr int kTries = 2;

bool framed_complete(base::Bytes stream) {
    return dns::first_framed(stream).has_value();
}

bool answers(const dns::Message& message, const DnsQuestion& question, std::uint16_t id) {
    return message.id == id && message.response && message.questions.size() == 1 &&
           message.questions[0].name == question.name && message.questions[0].type == question.type;
}

bool dislikes_edns(const dns::Message& message) {
    return message.rcode == dns::Rcode::format_error || message.rcode == dns::Rcode::not_implemented;
}

}  // namespace

std::uint16_t random_id() {
    std::uint16_t id = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&id), sizeof id);
    return id;
}

net::Task<Result<DnsReply>> ask_once(Tools& tools, model::Endpoint server, DnsQuestion question,
                                     std::uint16_t udp_size) {
    const bool tcp = server.transport == model::Transport::tcp;
    const std::uint16_t id = random_id();
    const dns::QueryOptions options{.recursion_desired = question.recursion,
                                    .unchecked = question.recursion,
                                    .signatures = question.signatures,
                                    .udp_size = udp_size};
    ByteString request = dns::query(question.name, question.type, id, options);
    if (request.empty()) co_return fail(Errc::input, "not a domain name: " + question.name);
    if (tcp) request = dns::tcp_frame(std::move(request));
    Result<ByteString> reply = co_await net::ask_once(
        tools.dialer, server, std::move(request), tcp ? &framed_complete : nullptr, kDnsReplyLimit, tools.reply_wait);
    if (!reply) co_return tl::unexpected(reply.error());
    ByteString message = std::move(*reply);
    if (tcp) {
        auto framed = dns::first_framed(message);
        if (!framed) co_return fail(Errc::malformed, "a DNS message over TCP was cut short");
        message = std::move(framed->message);
    }
    Result<dns::Message> parsed = dns::parse_message(message);
    if (!parsed) co_return tl::unexpected(parsed.error());
    if (!answers(*parsed, question, id)) co_return fail(Errc::not_spoken, "a reply to another question");
    DnsReply out;
    out.message = std::move(*parsed);
    out.bytes = std::move(message);
    co_return out;
}

net::Task<Result<DnsReply>> ask_server(Tools& tools, model::IpAddress server, DnsQuestion question) {
    const model::Endpoint udp{server, kDnsPort, model::Transport::udp};
    const model::Endpoint tcp{server, kDnsPort, model::Transport::tcp};
    Result<DnsReply> reply = co_await ask_once(tools, udp, question);
    for (int tried = 1; tried < kTries && !reply && reply.error().code == Errc::timeout; ++tried)
        reply = co_await ask_once(tools, udp, question);
    const bool silent = !reply && reply.error().code == Errc::timeout;
    if (silent || (reply && dislikes_edns(reply->message))) {
        Result<DnsReply> plain = co_await ask_once(tools, udp, question, 0);
        if (plain) {
            reply = std::move(plain);
            reply->without_edns = true;
        }
    }
    if (!reply || !reply->message.truncated) co_return reply;
    const bool without_edns = reply->without_edns;
    Result<DnsReply> whole = co_await ask_once(tools, tcp, question);
    if (whole) whole->without_edns = without_edns;
    co_return whole;
}

net::Task<Result<DnsReply>> ask_resolvers(Tools& tools, DnsQuestion question) {
    question.recursion = true;
    Result<DnsReply> last = fail(Errc::input, "no resolver is known");
    for (const model::IpAddress& resolver : tools.resolvers) {
        last = co_await ask_server(tools, resolver, question);
        if (!last) continue;
        const dns::Rcode code = last->message.rcode;
        if (code == dns::Rcode::no_error || code == dns::Rcode::no_such_name) co_return last;
        last = fail(Errc::unreachable, "the resolver answers " + dns::name_of(code));
    }
    co_return last;
}

std::vector<dns::Record> records_of(const DnsReply& reply, const std::string& name, dns::RecordType type) {
    std::vector<dns::Record> out;
    for (const dns::Record& record : reply.message.answers)
        if (record.type == type && record.name == name) out.push_back(record);
    return out;
}

}  // namespace vigie::inspect
