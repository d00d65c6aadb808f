// SPDX-License-Identifier: Apache-2.0
// The names below a domain: how long their records live, and how long the chain of aliases is that they begin. Asked of
// the domain's own server, where the TTL is the true one; of the resolvers it would be what is left of it.
#include <algorithm>

#include "inspect/dns/domain_review.h"

namespace vigie::inspect {
namespace {

namespace dns = protocols::dns;
using base::Result;
using dns::RecordType;

constexpr std::size_t kNamesAsked = 64;
constexpr std::size_t kNamesListed = 16;
constexpr std::uint32_t kShortTtl = 300;  // threshold of this project, see docs/dns.md

// The first server that answers for the zone.
net::Task<std::optional<model::IpAddress>> working_server(Tools& tools, const Domain& domain) {
    for (const DomainServer& server : askable(tools, domain)) {
        DnsQuestion question{domain.name, RecordType::soa, false, false};
        const Result<DnsReply> reply = co_await ask_server(tools, *server.address, std::move(question));
        if (reply && reply->message.authoritative && reply->message.rcode == dns::Rcode::no_error)
            co_return server.address;
    }
    co_return std::nullopt;
}

}  // namespace

net::Task<void> review_names(Tools& tools, Domain& domain) {
    std::vector<std::string> names;
    for (const std::string& name : domain.names)
        if (name != domain.name && !name.starts_with("*.") && names.size() < kNamesAsked) names.push_back(name);
    if (names.empty()) co_return;
    const std::optional<model::IpAddress> server = co_await working_server(tools, domain);
    if (!server) co_return;
    std::vector<std::string> brief;
    std::size_t answered = 0;
    for (const std::string& name : names) {
        DnsQuestion question{name, RecordType::a, false, false};
        const Result<DnsReply> reply = co_await ask_server(tools, *server, std::move(question));
        if (!reply || !reply->message.authoritative) continue;
        ++answered;
        std::optional<std::uint32_t> least;
        std::int64_t aliases = 0;
        for (const dns::Record& record : reply->message.answers) {
            if (record.type == RecordType::cname) ++aliases;
            if (record.name == name) least = std::min(least.value_or(record.ttl), record.ttl);
        }
        if (least && *least < kShortTtl && brief.size() < kNamesListed)
            brief.push_back(name + " " + std::to_string(*least) + " s");
        if (aliases > 0) domain.name_facts[name].set("name.aliases", aliases);
    }
    if (answered > 0) domain.facts.set("domain.short_name_ttls", brief);
}

}  // namespace vigie::inspect
