// SPDX-License-Identifier: Apache-2.0
// What a domain publishes for its mail, asked of the resolvers: SPF with all that it includes, DMARC, MTA-STS, TLS-RPT;
// and the CAA and DMARC records that a domain below another inherits.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "inspect/dns/domain_review.h"
#include "inspect/dns/mail_policy.h"

namespace vigie::inspect {
namespace {

namespace dns = protocols::dns;
using base::Result;
using dns::RecordType;

constexpr int kIncludesAsked = 20;  // twice what the standard lets a receiver ask
constexpr std::size_t kReviewFaultLimit = 12;

// The texts of a name; nothing when nobody knew.
net::Task<Result<std::vector<std::string>>> texts_of(Tools& tools, std::string name) {
    DnsQuestion question{name, RecordType::txt, true, false};
    const Result<DnsReply> reply = co_await ask_resolvers(tools, std::move(question));
    if (!reply) co_return tl::unexpected(reply.error());
    std::vector<std::string> out;
    // An alias may stand in front: the record of the last name counts.
    for (const dns::Record& record : reply->message.answers)
        if (record.type == RecordType::txt) out.push_back(record.text);
    co_return out;
}

std::vector<std::string> only(const std::vector<std::string>& texts, bool (*wanted)(std::string_view)) {
    std::vector<std::string> out;
    for (const std::string& text : texts)
        if (wanted(text)) out.push_back(text);
    return out;
}

struct SpfWalk {
    int lookups = 0;
    std::vector<std::string> faults;
    std::set<std::string> seen;
    bool complete = true;

    void fault(std::string what) {
        if (faults.size() < kReviewFaultLimit) faults.push_back(std::move(what));
    }
};

net::Task<void> follow_includes(Tools& tools, Domain& domain, SpfWalk& walk, std::vector<std::string> open) {
    for (int asked = 0; !open.empty(); ++asked) {
        if (asked >= kIncludesAsked) {
            walk.complete = walk.lookups > kSpfLookupLimit;  // enough to judge
            co_return;
        }
        const std::string target = open.back();
        open.pop_back();
        if (!walk.seen.insert(target).second) {
            walk.fault("include:" + target + " (2x)");
            continue;
        }
        const auto texts = co_await texts_of(tools, target);
        if (!texts) {
            domain.gap("dns spf " + domain.name + " include:" + target, texts.error());
            walk.complete = walk.complete && walk.lookups > kSpfLookupLimit;
            continue;
        }
        const std::vector<std::string> records = only(*texts, &is_spf);
        if (records.size() != 1) {
            walk.fault("include:" + target + " (" + std::to_string(records.size()) + " x v=spf1)");
            continue;
        }
        const SpfRecord record = parse_spf(records.front());
        walk.lookups += record.lookups;
        for (const std::string& fault : record.faults) walk.fault(target + ": " + fault);
        open.insert(open.end(), record.follow.begin(), record.follow.end());
    }
}

net::Task<void> review_spf(Tools& tools, Domain& domain) {
    const auto texts = co_await texts_of(tools, domain.name);
    if (!texts) {
        domain.gap("dns spf " + domain.name, texts.error());
        co_return;
    }
    const std::vector<std::string> records = only(*texts, &is_spf);
    domain.facts.set("domain.spf", records.empty() ? std::string() : records.front());
    if (records.empty()) co_return;
    const SpfRecord record = parse_spf(records.front());
    SpfWalk walk;
    walk.lookups = record.lookups;
    walk.faults = record.faults;
    walk.seen.insert(domain.name);
    if (records.size() > 1) walk.fault(std::to_string(records.size()) + " x v=spf1");
    co_await follow_includes(tools, domain, walk, record.follow);
    domain.facts.set("domain.spf_end", record.end);
    domain.facts.set("domain.spf_faults", walk.faults);
    if (walk.complete) domain.facts.set("domain.spf_lookups", std::int64_t{walk.lookups});
}

// "services.ch-exemple.fr" -> "ch-exemple.fr"; a name of two labels has no parent that a hospital could own.
std::vector<std::string> parents_of(const std::string& domain) {
    std::vector<std::string> out;
    std::string name = domain;
    while (std::count(name.begin(), name.end(), '.') >= 2) {
        name = name.substr(name.find('.') + 1);
        out.push_back(name);
    }
    return out;
}

net::Task<void> review_dmarc(Tools& tools, Domain& domain) {
    auto texts = co_await texts_of(tools, "_dmarc." + domain.name);
    if (!texts) {
        domain.gap("dns dmarc " + domain.name, texts.error());
        co_return;
    }
    std::vector<std::string> records = only(*texts, &is_dmarc);
    bool known = true;
    for (const std::string& parent : parents_of(domain.name)) {
        if (!records.empty()) break;
        texts = co_await texts_of(tools, "_dmarc." + parent);
        if (!texts) domain.gap("dns dmarc " + parent, texts.error());
        known = known && texts.has_value();
        if (!texts) continue;
        records = only(*texts, &is_dmarc);
        if (!records.empty()) domain.facts.set("domain.dmarc_from", parent);
    }
    if (records.empty() && !known) co_return;
    domain.facts.set("domain.dmarc", records.empty() ? std::string() : records.front());
    if (records.empty()) co_return;
    DmarcRecord record = parse_dmarc(records.front());
    if (records.size() > 1) record.faults.push_back(std::to_string(records.size()) + " x v=DMARC1");
    const bool inherited = domain.facts.has("domain.dmarc_from");
    if (record.policy.size() + record.subdomains.size() > 0)
        domain.facts.set("domain.dmarc_policy", inherited ? record.subdomains : record.policy);
    domain.facts.set("domain.dmarc_subdomains", record.subdomains);
    domain.facts.set("domain.dmarc_percent", std::int64_t{record.percent});
    domain.facts.set("domain.dmarc_reports", record.reports);
    domain.facts.set("domain.dmarc_faults", record.faults);
}

net::Task<void> review_one_text(Tools& tools, Domain& domain, std::string label, std::string beginning,
                                std::string fact) {
    const auto texts = co_await texts_of(tools, label + "." + domain.name);
    if (!texts) {
        domain.gap("dns " + label + " " + domain.name, texts.error());
        co_return;
    }
    std::string found;
    for (const std::string& text : *texts)
        if (base::equals_ignoring_case(std::string_view(text).substr(0, beginning.size()), beginning)) found = text;
    domain.facts.set(fact, found);
}

// RFC 8659, 3: without CAA of its own a domain has those of the nearest parent that has some.
net::Task<void> review_caa(Tools& tools, Domain& domain) {
    const model::FactValue* own = domain.facts.find("domain.caa");
    if (own == nullptr || !domain.facts.list("domain.caa").empty()) co_return;
    for (const std::string& parent : parents_of(domain.name)) {
        DnsQuestion question{parent, RecordType::caa, true, false};
        const Result<DnsReply> reply = co_await ask_resolvers(tools, std::move(question));
        if (!reply) {
            domain.gap("dns caa " + parent, reply.error());
            co_return;
        }
        std::vector<std::string> records;
        for (const dns::Record& record : records_of(*reply, parent, RecordType::caa)) records.push_back(record.rdata);
        if (records.empty()) continue;
        std::sort(records.begin(), records.end());
        domain.facts.set("domain.caa", records);
        co_return;
    }
}

}  // namespace

net::Task<void> review_mail(Tools& tools, Domain& domain) {
    co_await review_spf(tools, domain);
    co_await review_dmarc(tools, domain);
    co_await review_one_text(tools, domain, "_mta-sts", "v=STSv1", "domain.mta_sts");
    co_await review_one_text(tools, domain, "_smtp._tls", "v=TLSRPTv1", "domain.tls_rpt");
    co_await review_caa(tools, domain);
}

}  // namespace vigie::inspect
