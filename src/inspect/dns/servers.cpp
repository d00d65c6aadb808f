// SPDX-License-Identifier: Apache-2.0
// Every authoritative server of a domain: does it answer, is it one, does it hold the same zone as the others, does it
// speak TCP and EDNS, does it offer recursion; where they stand, and what the SOA asks of them.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "inspect/dns/domain_review.h"

namespace vigie::inspect {
namespace {

namespace dns = protocols::dns;
using base::Errc;
using base::Result;
using dns::RecordType;

// Thresholds of this project, as docs/dns.md says: ANSSI-BP-038 asks for high values without a number.
constexpr std::uint32_t kShortHostTtl = 300;
constexpr std::uint32_t kShortZoneTtl = 3600;
constexpr std::uint32_t kLongTtl = 7 * 86400;

constexpr std::uint64_t kRefreshLeast = 1200;
constexpr std::uint64_t kRefreshMost = 86400;
constexpr std::uint64_t kExpireLeast = 604800;
constexpr std::uint64_t kNegativeMost = 10800;

struct Seen {
    std::vector<std::string> answering;
    std::vector<std::string> lame;
    std::vector<std::string> silent;
    std::vector<std::string> without_tcp;
    std::vector<std::string> without_edns;
    std::vector<std::string> offering_recursion;
    std::map<std::string, std::string> serials;  // label -> serial
    std::set<std::string> names;                 // NS records of the zone itself
    std::vector<dns::Record> apex;               // with their true TTL, from the first server that answers
    std::size_t tcp_known = 0;
    bool all_asked = true;
};

std::string serial_of(const dns::Record& soa) {
    const auto fields = base::split(soa.rdata, ' ');
    return fields.size() < 7 ? std::string() : std::string(fields[2]);
}

// A server we cannot reach at all (no route, IPv6 missing here) says nothing about the server.
bool is_ours(const base::Error& error) {
    return error.code == Errc::unreachable || error.code == Errc::out_of_scope || error.code == Errc::cancelled ||
           error.code == Errc::io;
}

bool has_other_address(const Tools& tools, const Domain& domain, const DomainServer& server) {
    const std::vector<DomainServer> asked = askable(tools, domain);
    return std::any_of(asked.begin(), asked.end(), [&](const DomainServer& other) {
        return other.name == server.name && other.address->is_v4() != server.address->is_v4();
    });
}

net::Task<void> ask_over_tcp(Tools& tools, Domain& domain, DomainServer server, Seen& seen) {
    const model::Endpoint endpoint{*server.address, 53, model::Transport::tcp};
    DnsQuestion question{domain.name, RecordType::soa, false, false};
    const Result<DnsReply> reply = co_await ask_once(tools, endpoint, std::move(question));
    if (reply) {
        ++seen.tcp_known;
        co_return;
    }
    if (is_ours(reply.error()))
        domain.gap("dns tcp " + domain.name + " " + server.label(), reply.error());
    else
        seen.without_tcp.push_back(server.label());
}

net::Task<void> ask_apex(Tools& tools, Domain& domain, DomainServer server, Seen& seen) {
    for (const RecordType type : {RecordType::ns, RecordType::mx, RecordType::a, RecordType::aaaa}) {
        DnsQuestion question{domain.name, type, false, false};
        const Result<DnsReply> reply = co_await ask_server(tools, *server.address, std::move(question));
        if (!reply) continue;
        for (const dns::Record& record : records_of(*reply, domain.name, type)) {
            seen.apex.push_back(record);
            if (type == RecordType::ns && !record.target.empty()) seen.names.insert(record.target);
        }
    }
}

net::Task<void> review_server(Tools& tools, Domain& domain, DomainServer server, Seen& seen) {
    const std::string label = server.label();
    DnsQuestion question{domain.name, RecordType::soa, false, false};
    Result<DnsReply> reply = co_await ask_server(tools, *server.address, question);
    if (!reply) {
        if (is_ours(reply.error())) {
            domain.gap("dns soa " + domain.name + " " + label, reply.error());
            // Often we have no IPv6: the same server is then judged by its other address.
            const bool elsewhere = reply.error().code == Errc::unreachable && has_other_address(tools, domain, server);
            seen.all_asked = seen.all_asked && elsewhere;
        } else {
            seen.silent.push_back(label);
        }
        co_return;
    }
    const std::vector<dns::Record> soa = records_of(*reply, domain.name, RecordType::soa);
    if (reply->message.rcode != dns::Rcode::no_error || !reply->message.authoritative || soa.empty()) {
        seen.lame.push_back(label);
        co_return;
    }
    const bool first = seen.answering.empty();
    seen.answering.push_back(label);
    seen.serials[label] = serial_of(soa.front());
    if (reply->without_edns) seen.without_edns.push_back(label);
    if (first) seen.apex.push_back(soa.front());
    co_await ask_over_tcp(tools, domain, server, seen);
    if (first) co_await ask_apex(tools, domain, server, seen);
    // The RA bit of an answer about the domain itself: a claim. The proof needs a foreign name, which only a server
    // inside the perimeter may be asked (the review of its service does so).
    question.recursion = true;
    Result<DnsReply> willing = co_await ask_server(tools, *server.address, std::move(question));
    if (willing && willing->message.recursion_available) seen.offering_recursion.push_back(label);
    if (!willing) domain.gap("dns recursion offered " + domain.name + " " + label, willing.error());
}

void judge_lifetimes(Domain& domain, const Seen& seen) {
    std::set<std::string> brief;
    std::set<std::string> lasting;
    for (const dns::Record& record : seen.apex) {
        const bool zone = record.type == RecordType::ns || record.type == RecordType::soa;
        const std::string shown = dns::name_of(record.type) + " " + std::to_string(record.ttl) + " s";
        if (record.ttl < (zone ? kShortZoneTtl : kShortHostTtl)) brief.insert(shown);
        if (record.ttl > kLongTtl) lasting.insert(shown);
    }
    domain.facts.set("domain.short_ttls", std::vector<std::string>(brief.begin(), brief.end()));
    domain.facts.set("domain.long_ttls", std::vector<std::string>(lasting.begin(), lasting.end()));
}

void judge(Domain& domain, const Seen& seen) {
    model::Facts& facts = domain.facts;
    const bool all = seen.all_asked;
    // An empty list says "none of them": only when all of them were asked.
    const auto list = [&](const char* fact, const std::vector<std::string>& values, bool complete) {
        if (complete || !values.empty()) facts.set(fact, values);
    };
    list("domain.lame_servers", seen.lame, all);
    list("domain.silent_servers", seen.silent, all);
    list("domain.answering_servers", seen.answering, all);
    if (seen.answering.empty()) return;
    list("domain.without_tcp", seen.without_tcp, all && seen.tcp_known == seen.answering.size());
    list("domain.without_edns", seen.without_edns, all);
    list("domain.recursion_offered", seen.offering_recursion, all);
    std::set<std::string> serials;
    std::vector<std::string> shown;
    for (const auto& [label, serial] : seen.serials) {
        serials.insert(serial);
        shown.push_back(label + " " + serial);
    }
    facts.set("domain.serials_differ", serials.size() > 1 ? shown : std::vector<std::string>{});
    std::set<std::string> delegated;
    for (const DomainServer& server : domain.servers) delegated.insert(server.name);
    if (!seen.names.empty()) {
        std::vector<std::string> differing;
        std::set_symmetric_difference(delegated.begin(), delegated.end(), seen.names.begin(), seen.names.end(),
                                      std::back_inserter(differing));
        facts.set("domain.servers_differ", differing);
    }
    for (const dns::Record& record : seen.apex)
        if (record.type == RecordType::soa) facts.set("domain.soa_faults", soa_faults(record));
    judge_lifetimes(domain, seen);
}

}  // namespace

std::vector<std::string> networks_of(const std::vector<DomainServer>& servers) {
    std::set<std::string> v4;
    std::set<std::string> v6;
    for (const DomainServer& server : servers) {
        if (!server.address) continue;
        const base::ByteString bytes(server.address->bytes().begin(), server.address->bytes().end());
        if (server.address->is_v4())
            v4.insert(std::to_string(bytes[0]) + "." + std::to_string(bytes[1]) + "." + std::to_string(bytes[2]) +
                      ".0/24");
        else
            v6.insert(base::to_hex(base::Bytes(bytes).first(6)) + "::/48");
    }
    const std::set<std::string>& used = v4.empty() ? v6 : v4;
    return {used.begin(), used.end()};
}

std::vector<std::string> soa_faults(const dns::Record& soa) {
    const auto fields = base::split(soa.rdata, ' ');
    std::vector<std::string> out;
    if (fields.size() < 7) return out;
    const auto number = [&](std::size_t field) { return base::parse_unsigned(fields[field]).value_or(0); };
    const std::uint64_t refresh = number(3);
    const std::uint64_t retry = number(4);
    const std::uint64_t expire = number(5);
    const std::uint64_t negative = std::min<std::uint64_t>(number(6), soa.ttl);  // RFC 2308, 5
    if (refresh < kRefreshLeast || refresh > kRefreshMost) out.push_back("refresh=" + std::to_string(refresh));
    if (retry >= refresh) out.push_back("retry=" + std::to_string(retry) + " >= refresh=" + std::to_string(refresh));
    if (expire < kExpireLeast) out.push_back("expire=" + std::to_string(expire));
    if (expire <= refresh + retry) out.push_back("expire=" + std::to_string(expire) + " <= refresh + retry");
    if (negative > kNegativeMost) out.push_back("minimum=" + std::to_string(negative));
    return out;
}

net::Task<void> review_servers(Tools& tools, Domain& domain) {
    if (!domain.facts.has("domain.nameservers")) co_return;  // nobody could tell who they are
    Seen seen;
    std::set<std::string> names;
    std::vector<std::string> unresolved;
    bool all_known = true;
    for (const DomainServer& server : domain.servers) {
        names.insert(server.name);
        if (server.address) continue;
        if (server.unknown) {
            all_known = false;
            seen.all_asked = false;
        } else {
            unresolved.push_back(server.name);
        }
        domain.gap("dns server " + domain.name + " " + server.name,
                   {Errc::unreachable, server.unknown ? "its address could not be learnt" : "it has no address"});
    }
    domain.facts.set("domain.servers", std::vector<std::string>(names.begin(), names.end()));
    if (all_known || !unresolved.empty()) domain.facts.set("domain.unresolved_servers", unresolved);
    if (const auto networks = networks_of(domain.servers); !networks.empty())
        domain.facts.set("domain.networks", networks);

    const std::vector<DomainServer> asked = askable(tools, domain);
    for (const DomainServer& server : domain.servers) {
        if (!server.address) continue;
        const bool allowed = std::any_of(asked.begin(), asked.end(),
                                         [&](const DomainServer& other) { return other.address == server.address; });
        if (allowed) continue;
        seen.all_asked = false;
        const model::Endpoint endpoint{*server.address, 53, model::Transport::udp};
        const bool denied = tools.scope.permission(endpoint) == model::Permission::denied;
        domain.gap("dns server " + domain.name + " " + server.label(),
                   denied ? base::Error{Errc::out_of_scope, "the perimeter does not allow this server to be asked"}
                          : base::Error{Errc::limit, "enough servers of this domain were asked"});
    }
    for (const DomainServer& server : asked) co_await review_server(tools, domain, server, seen);
    judge(domain, seen);
}

}  // namespace vigie::inspect
