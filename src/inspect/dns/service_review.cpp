// SPDX-License-Identifier: Apache-2.0
// Does a name server resolve foreign names for anybody, and give a declared zone to anybody? Recursion needs proof: the
// RA bit alone is a claim, an answer for a name outside its zones is a fact. Of a transfer only a count is kept.
#include <chrono>

#include "base/text.h"
#include "inspect/dns/question.h"
#include "inspect/inspect.h"

namespace vigie::inspect {
namespace {

namespace dns = protocols::dns;
using base::ByteString;
using base::Result;

constexpr std::size_t kTransferBytes = 512U << 10U;
constexpr std::int64_t kTransferRecords = 5000;

net::Task<void> review_recursion(Tools& tools, Subject& subject) {
    bool answered = false;
    base::Error last{base::Errc::timeout, "no answer"};
    for (const std::string& name : tools.foreign_names) {
        if (tools.scope.owns_name(name)) continue;
        DnsQuestion question{name, dns::RecordType::a, true, false};
        const Result<DnsReply> asked = co_await ask_once(tools, subject.service.endpoint, std::move(question), 0);
        if (!asked) {
            last = asked.error();
            continue;
        }
        answered = true;
        const dns::Message* reply = &asked->message;
        const bool proof = reply->recursion_available && reply->rcode == dns::Rcode::no_error &&
                           !reply->authoritative && !reply->answers.empty();
        if (proof) {
            subject.service.facts.set("dns.recursion", true);
            const std::string shown = "foreign name " + name + " resolved: " + reply->answers.front().rdata;
            keep_evidence(tools, subject, "dns.recursion", base::as_bytes("A " + name), base::as_bytes(shown));
            record_done(subject, "dns.recursion");
            co_return;
        }
    }
    if (answered) {
        subject.service.facts.set("dns.recursion", false);
        record_done(subject, "dns.recursion");
    } else {
        record_failure(subject, "dns.recursion", last);
    }
}

// Counts the records of one transfer; nothing when the server refuses.
net::Task<Result<std::int64_t>> count_transfer(Tools& tools, model::Endpoint server, std::string zone) {
    Result<std::unique_ptr<net::Session>> session = co_await tools.dialer.dial(server, tools.connect_wait);
    if (!session) co_return tl::unexpected(session.error());
    const std::uint16_t id = random_id();
    ByteString question = dns::tcp_frame(dns::query(zone, dns::RecordType::axfr, false, id));
    Result<void> sent = co_await (*session)->send(std::move(question));
    if (!sent) co_return tl::unexpected(sent.error());

    ByteString stream;
    std::int64_t records = 0;
    int soa_seen = 0;
    bool first = true;
    std::size_t received = 0;
    const auto end = std::chrono::steady_clock::now() + tools.reply_wait * net::kPatience;
    while (received < kTransferBytes && records < kTransferRecords && soa_seen < 2) {
        if (std::chrono::steady_clock::now() >= end) {  // it drips
            if (first) co_return base::fail(base::Errc::limit, "the answer did not end in time");
            break;
        }
        Result<ByteString> part = co_await (*session)->receive(65536, tools.reply_wait);
        if (!part) {
            if (first) co_return tl::unexpected(part.error());
            break;
        }
        received += part->size();
        stream.insert(stream.end(), part->begin(), part->end());
        for (auto framed = dns::first_framed(stream); framed; framed = dns::first_framed(stream)) {
            stream.erase(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(framed->consumed));
            const Result<dns::Message> message = dns::parse_message(framed->message);
            if (!message || message->id != id) co_return base::fail(base::Errc::malformed, "not a transfer");
            // RFC 5936: the first record of a transfer is the zone's SOA, and so is the last.
            if (first &&
                (message->rcode != dns::Rcode::no_error || message->answers.empty() ||
                 message->answers.front().type != dns::RecordType::soa || message->answers.front().name != zone))
                co_return std::int64_t{0};
            first = false;
            for (const dns::Record& record : message->answers) {
                ++records;
                if (record.type == dns::RecordType::soa) ++soa_seen;
            }
        }
    }
    if (soa_seen < 2 && records < 2) co_return std::int64_t{0};
    co_return records;
}

net::Task<void> review_transfer(Tools& tools, Subject& subject) {
    model::Endpoint server = subject.service.endpoint;
    server.transport = model::Transport::tcp;
    std::vector<std::string> given;
    std::int64_t records = 0;
    for (const std::string& zone : tools.domains) {
        Result<std::int64_t> counted = co_await count_transfer(tools, server, zone);
        if (!counted) {
            // A server that hangs up on the question refuses it; anything else leaves the question open.
            if (counted.error().code == base::Errc::closed) continue;
            record_failure(subject, "dns.zone_transfer", counted.error());
            co_return;
        }
        if (*counted > 0) {
            given.push_back(zone);
            records += *counted;
        }
    }
    if (tools.domains.empty()) co_return;
    subject.service.facts.set("dns.zone_transfer", given);
    if (!given.empty()) {
        subject.service.facts.set("dns.zone_records", records);
        const std::string shown = "zone " + base::join(given, ", ") + " given to anybody: " + std::to_string(records) +
                                  " records counted, none kept";
        keep_evidence(tools, subject, "dns.zone_transfer", base::as_bytes("AXFR " + base::join(given, ", ")),
                      base::as_bytes(shown));
    }
    record_done(subject, "dns.zone_transfer");
}

}  // namespace

net::Task<void> review_dns(Tools& tools, Subject& subject) {
    if (subject.service.protocol != "dns") co_return;
    co_await review_recursion(tools, subject);
    if (subject.service.endpoint.transport == model::Transport::tcp) co_await review_transfer(tools, subject);
}

}  // namespace vigie::inspect
