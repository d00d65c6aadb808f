// SPDX-License-Identifier: Apache-2.0
#include "discover/discover.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <random>

#include "base/text.h"
#include "discover/answers.h"
#include "discover/collector.h"
#include "discover/domain_facts.h"
#include "discover/lookup.h"
#include "discover/wildcard.h"

namespace vigie::discover {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using dns::Message;
using dns::Rcode;
using dns::Record;
using dns::RecordType;
using model::IpAddress;

constexpr std::size_t kStep = 64;         // names per batch, between two reports of progress
constexpr std::size_t kServerNames = 16;  // authoritative servers of one domain
constexpr std::size_t kServerAddresses = 32;
constexpr std::size_t kMailServers = 32;
constexpr std::size_t kPtrNames = 8;  // names kept of one address
constexpr std::size_t kRandomLabel = 16;

struct Server {
    std::string name;
    IpAddress address;
};

struct Zone {
    std::string name;
    std::vector<Server> servers;
    std::vector<IpAddress> authorities;  // those that may be asked
};

struct Found {
    Lookup lookup;
    std::optional<Error> failure;
};

std::string random_label() {
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
    std::random_device device;
    std::string out;
    for (std::size_t i = 0; i < kRandomLabel; ++i) out += kLetters[device() % kLetters.size()];
    return out;
}

class Discoverer {
public:
    Discoverer(net::Dialer& dialer, model::Scope& scope, const model::Perimeter& perimeter,
               std::vector<IpAddress> resolvers, WordList words, Progress progress, DiscoverOptions options)
        : client_(dialer, options.dns),
          scope_(scope),
          perimeter_(perimeter),
          resolvers_(std::move(resolvers)),
          words_(std::move(words)),
          progress_(std::move(progress)),
          options_(options),
          found_(perimeter, scope) {}

    net::Task<Discovery> run() {
        for (const IpAddress& resolver : resolvers_) scope_.allow_dns(resolver);
        if (resolvers_.empty()) found_.gap("dns", "input: no resolver is known");
        for (const std::string& domain : perimeter_.domains) {
            if (client_.cancelled()) break;
            co_await review_domain(domain);
        }
        co_await resolve_cloud();
        co_await reverse_names();
        if (client_.cancelled()) found_.gap("dns", "cancelled: the audit was stopped during discovery");
        co_return found_.take();
    }

private:
    using Results = std::vector<Result<Message>>;

    void report(std::string_view what, std::size_t done, std::size_t total) const {
        if (progress_) progress_(what, done, total);
    }

    void unanswered(RecordType type, const std::string& name, const Error& error) {
        if (error.code == Errc::cancelled) return;  // said once, at the end
        found_.unanswered("dns " + base::to_lower(dns::name_of(type)), reason(error), name);
    }

    // The zone's own servers first; whatever they leave open, the resolvers.
    net::Task<Results> ask_zone(const Zone& zone, std::vector<DnsQuestion> questions) {
        Results results;
        if (!zone.authorities.empty()) {
            std::vector<IpAddress> servers = zone.authorities;
            std::vector<DnsQuestion> copy = questions;
            results = co_await client_.ask_all(std::move(servers), std::move(copy), Asked::authority);
        } else {
            results.assign(questions.size(), base::fail(Errc::unreachable, "no authoritative server is known"));
        }
        std::vector<std::size_t> open;
        std::vector<DnsQuestion> again;
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (is_final(results[i])) continue;
            open.push_back(i);
            again.push_back(questions[i]);
        }
        if (open.empty() || resolvers_.empty()) co_return results;
        std::vector<IpAddress> servers = resolvers_;
        Results second = co_await client_.ask_all(std::move(servers), std::move(again), Asked::resolver);
        for (std::size_t i = 0; i < open.size(); ++i) results[open[i]] = std::move(second[i]);
        co_return results;
    }

    // A and AAAA of each name, aliases followed to their end.
    net::Task<std::vector<Found>> look_up(const Zone& zone, std::vector<std::string> names) {
        std::vector<Found> found(names.size());
        std::vector<DnsQuestion> questions;
        for (const std::string& name : names) questions.push_back({name, RecordType::a});
        Results results = co_await ask_zone(zone, std::move(questions));
        std::vector<std::size_t> existing;
        std::vector<DnsQuestion> more;
        for (std::size_t i = 0; i < names.size(); ++i) {
            found[i].failure = failure_of(results[i]);
            if (found[i].failure) continue;
            walk(*results[i], names[i], found[i].lookup, own_view(zone, *results[i]));
            if (!found[i].lookup.exists || found[i].lookup.dangling || found[i].lookup.loop) continue;
            existing.push_back(i);
            more.push_back({names[i], RecordType::aaaa});
        }
        if (existing.empty()) co_return found;
        results = co_await ask_zone(zone, std::move(more));
        for (std::size_t i = 0; i < existing.size(); ++i) {
            Found& entry = found[existing[i]];
            if (const auto failure = failure_of(results[i]))
                unanswered(RecordType::aaaa, names[existing[i]], *failure);
            else
                walk(*results[i], names[existing[i]], entry.lookup, own_view(zone, *results[i]));
        }
        for (const std::size_t i : existing) {
            const Lookup& lookup = found[i].lookup;
            const bool ends = lookup.chain.empty() || !lookup.addresses.empty() || lookup.dangling || lookup.loop;
            if (!ends) co_await follow_aliases(names[i], found[i].lookup);
        }
        co_return found;
    }

    // What the zone's own servers say ends where the zone ends.
    static std::string own_view(const Zone& zone, const Message& answer) {
        return answer.authoritative ? zone.name : std::string();
    }

    // The zone's servers know an alias but not where it leads outside the zone: the resolvers do.
    net::Task<void> follow_aliases(std::string name, Lookup& lookup) {
        for (std::size_t hop = 0; hop < kChainLimit; ++hop) {
            const std::size_t before = lookup.chain.size();
            const std::string target = lookup.last(name);
            lookup.open = true;
            for (const RecordType type : {RecordType::a, RecordType::aaaa}) {
                std::vector<IpAddress> servers = resolvers_;
                DnsQuestion question{target, type};
                Result<Message> result = co_await client_.ask(std::move(servers), std::move(question), Asked::resolver);
                if (const auto failure = failure_of(result))
                    unanswered(type, target, *failure);
                else {
                    walk(*result, name, lookup);
                    lookup.open = false;
                }
                if (lookup.dangling || lookup.loop) co_return;
            }
            if (lookup.chain.size() == before) co_return;
        }
    }

    net::Task<void> review_domain(std::string domain) {
        Zone zone;
        zone.name = domain;
        report(domain, 0, words_.words.size());
        const bool exists = co_await review_apex(zone);
        if (!exists || client_.cancelled()) co_return;
        if (options_.zone_transfers) co_await try_transfers(zone);
        co_await try_words(zone);
        report(domain, words_.words.size(), words_.words.size());
    }

    // The records of the domain itself. False when there is no such domain.
    net::Task<bool> review_apex(Zone& zone) {
        const std::string domain = zone.name;
        found_.name(domain, "declared");
        const std::vector<DnsQuestion> questions{{domain, RecordType::soa}, {domain, RecordType::ns},
                                                 {domain, RecordType::a},   {domain, RecordType::aaaa},
                                                 {domain, RecordType::mx},  {domain, RecordType::txt},
                                                 {domain, RecordType::caa}, {domain, RecordType::dnskey},
                                                 {domain, RecordType::ds},  {"_dmarc." + domain, RecordType::txt}};
        std::vector<IpAddress> servers = resolvers_;
        std::vector<DnsQuestion> copy = questions;
        Results results = co_await client_.ask_all(std::move(servers), std::move(copy), Asked::resolver);
        for (std::size_t i = 0; i < results.size(); ++i)
            if (const auto failure = failure_of(results[i])) unanswered(questions[i].type, questions[i].name, *failure);
        const Result<Message>& soa = results[0];
        const Result<Message>& mx = results[4];
        if (soa && soa->rcode == Rcode::no_such_name) {
            found_.gap("domain " + domain, "unreachable: there is no such domain (NXDOMAIN)");
            co_return false;
        }
        Lookup own;
        for (const std::size_t i : {2U, 3U})  // A and AAAA
            if (!failure_of(results[i])) walk(*results[i], domain, own);
        found_.resolved(domain, "declared", own);
        write_domain_facts(domain, {soa, mx, results[5], results[6], results[7], results[8], results[9]},
                           found_.name(domain, "declared").facts);

        co_await find_servers(zone, results[1]);
        co_await review_soa(zone, soa);
        std::vector<std::string> mail;
        for (const Record* record : records_of(mx, RecordType::mx)) {
            if (record->target.empty() || mail.size() >= kMailServers) continue;
            if (scope_.owns_name(record->target))
                mail.push_back(record->target);
            else
                found_.name(record->target, "dns mx " + domain);
        }
        co_await resolve_names(zone, std::move(mail), "dns mx " + domain);
        co_return true;
    }

    // Names and addresses of the authoritative servers; those that may be asked are added to the scope.
    net::Task<void> find_servers(Zone& zone, const Result<Message>& ns) {
        if (failure_of(ns)) co_return;
        std::vector<std::string> names;
        for (const Record* record : records_of(ns, RecordType::ns)) {
            if (record->name != zone.name || record->target.empty()) continue;
            if (names.size() < kServerNames)
                names.push_back(record->target);
            else
                found_.gap("dns server " + zone.name + " " + record->target,
                           "limit: at most " + std::to_string(kServerNames) + " servers of a domain are looked at");
        }
        std::sort(names.begin(), names.end());
        const std::string how = "dns ns " + zone.name;
        const Zone through_resolvers;
        std::vector<std::string> copy = names;
        const std::vector<Found> found = co_await look_up(through_resolvers, std::move(copy));
        std::vector<std::string> list;
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (found[i].failure) unanswered(RecordType::a, names[i], *found[i].failure);
            found_.resolved(names[i], how, found[i].lookup);
            if (found[i].lookup.addresses.empty())
                list.push_back(names[i] + (found[i].failure || found[i].lookup.open ? "=?" : "="));
            for (const IpAddress& address : found[i].lookup.addresses) {
                list.push_back(names[i] + "=" + address.text());
                if (zone.servers.size() < kServerAddresses) zone.servers.push_back({names[i], address});
            }
        }
        found_.name(zone.name, "declared").facts.set("domain.nameservers", list);
        for (const Server& server : zone.servers) {
            const bool declared = scope_.allows(server.address);
            if (!declared && is_special(server.address) && !perimeter_.authorisation.laboratory) {
                found_.gap("dns server " + server.name + "=" + server.address.text(),
                           "out_of_scope: no server of the Internet has such an address");
                continue;
            }
            if (found_.is_excluded(server.address)) continue;
            scope_.allow_dns(server.address);
            if (std::find(zone.authorities.begin(), zone.authorities.end(), server.address) == zone.authorities.end())
                zone.authorities.push_back(server.address);
        }
        // IPv4 first: the machine that audits often has nothing else.
        std::stable_partition(zone.authorities.begin(), zone.authorities.end(),
                              [](const IpAddress& address) { return address.is_v4(); });
    }

    // A resolver counts the TTL down; only a server of the zone tells the real one.
    net::Task<void> review_soa(const Zone& zone, const Result<Message>& from_resolver) {
        Result<Message> soa = from_resolver;
        if (!zone.authorities.empty()) {
            std::vector<IpAddress> servers = zone.authorities;
            DnsQuestion question{zone.name, RecordType::soa};
            soa = co_await client_.ask(std::move(servers), std::move(question), Asked::authority);
            const auto failure = failure_of(soa);
            if (failure && failure->code != Errc::cancelled)
                found_.gap("dns soa " + zone.name + " at its own servers", reason(*failure));
        }
        if (failure_of(soa)) co_return;
        if (!soa->authoritative) co_return;
        for (const Record* record : records_of(soa, RecordType::soa))
            if (record->name == zone.name)
                found_.name(zone.name, "declared").facts.set("domain.soa_ttl", std::int64_t{record->ttl});
    }

    // Only servers outside the declared addresses: the others get the whole DNS review later.
    net::Task<void> try_transfers(const Zone& zone) {
        std::vector<std::string> givers;
        std::int64_t most = 0;
        bool all_tried = !zone.servers.empty();
        for (const Server& server : zone.servers) {
            if (scope_.allows(server.address)) continue;
            const std::string label = server.name + "=" + server.address.text();
            const std::string what = "dns axfr " + zone.name + " " + label;
            if (std::find(zone.authorities.begin(), zone.authorities.end(), server.address) == zone.authorities.end()) {
                found_.gap(what, "out_of_scope: the server may not be asked");
                all_tried = false;
                continue;
            }
            Result<Transfer> transfer = co_await client_.try_transfer(server.address, zone.name);
            if (client_.cancelled()) co_return;
            if (!transfer) {
                // Closing the connection, or not offering TCP at all, is a way to refuse.
                if (transfer.error().code == Errc::refused || transfer.error().code == Errc::closed) continue;
                found_.gap(what, reason(transfer.error()));
                all_tried = false;
                continue;
            }
            if (!transfer->given) continue;
            givers.push_back(label);
            most = std::max(most, static_cast<std::int64_t>(transfer->records));
        }
        model::Facts& facts = found_.name(zone.name, "declared").facts;
        // Empty = every one was asked, and none gave it.
        if (all_tried || !givers.empty()) facts.set("domain.zone_transfer", givers);
        if (!givers.empty()) facts.set("domain.zone_records", most);
    }

    net::Task<void> resolve_names(const Zone& zone, std::vector<std::string> names, std::string how) {
        if (names.empty()) co_return;
        std::vector<std::string> copy = names;
        const std::vector<Found> found = co_await look_up(zone, std::move(copy));
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (found[i].failure) unanswered(RecordType::a, names[i], *found[i].failure);
            found_.resolved(names[i], how, found[i].lookup);
        }
    }

    // Nothing when the random names got no answer at all.
    net::Task<std::optional<Wildcard>> sample_wildcard(const Zone& zone) {
        Wildcard wildcard;
        std::size_t asked = 0;
        std::size_t answered = 0;
        std::optional<Error> failure;
        while (asked < kWildcardSamplesMost && !wildcard.settled() && !client_.cancelled()) {
            std::vector<std::string> names;
            for (std::size_t i = 0; i < kWildcardSamples; ++i) names.push_back(random_label() + "." + zone.name);
            asked += names.size();
            const std::vector<Found> found = co_await look_up(zone, std::move(names));
            for (const Found& entry : found) {
                if (entry.failure) {
                    failure = entry.failure;
                    continue;
                }
                ++answered;
                // All that nobody named is diverted where the wildcard leads.
                if (entry.lookup.dangling) found_.resolved("*." + zone.name, "wildcard", entry.lookup);
                wildcard.add_sample(entry.lookup);
            }
            if (answered == 0) break;
        }
        if (answered == 0) {
            if (failure && failure->code != Errc::cancelled) found_.gap("dns wildcard " + zone.name, reason(*failure));
            co_return std::nullopt;
        }
        found_.name(zone.name, "declared").facts.set("domain.wildcard", wildcard.present());
        co_return wildcard;
    }

    net::Task<void> try_words(const Zone& zone) {
        const std::optional<Wildcard> wildcard = co_await sample_wildcard(zone);
        const std::vector<std::string>& words = words_.words;
        for (std::size_t start = 0; start < words.size() && !client_.cancelled(); start += kStep) {
            std::vector<std::string> names;
            for (std::size_t i = start; i < std::min(words.size(), start + kStep); ++i)
                if (std::string name = words[i] + "." + zone.name; !found_.holds(name))
                    names.push_back(std::move(name));
            std::vector<std::string> copy = names;
            const std::vector<Found> found = co_await look_up(zone, std::move(copy));
            for (std::size_t i = 0; i < names.size(); ++i) judge(names[i], found[i], wildcard);
            report(zone.name, std::min(words.size(), start + kStep), words.size());
        }
    }

    void judge(const std::string& name, const Found& found, const std::optional<Wildcard>& wildcard) {
        if (found.failure) return unanswered(RecordType::a, name, *found.failure);
        const Lookup& lookup = found.lookup;
        if (!lookup.exists || (lookup.addresses.empty() && lookup.chain.empty())) return;
        const auto match = wildcard ? wildcard->compare(lookup) : Wildcard::Match::different;
        if (match == Wildcard::Match::same) return;
        if (match == Wildcard::Match::unclear)
            return found_.unanswered("name or changing wildcard", "limit: the wildcard's answers vary too much to tell",
                                     name);
        found_.resolved(name, "wordlist", lookup);
    }

    // Names of the declared cloud services: recorded, never in scope by themselves.
    net::Task<void> resolve_cloud() {
        if (client_.cancelled()) co_return;
        const Zone through_resolvers;
        co_await resolve_names(through_resolvers, perimeter_.cloud, "declared cloud");
    }

    std::vector<IpAddress> declared_addresses() {
        std::vector<IpAddress> out;
        std::uint64_t left_out = 0;
        for (const model::CidrBlock& block : perimeter_.addresses) {
            for (std::uint64_t i = 0; i < block.size(); ++i) {
                if (out.size() >= options_.reverse_limit) {
                    left_out += block.size() - i;
                    break;
                }
                const IpAddress address = block.at(i);
                if (scope_.allows(address)) out.push_back(address);
            }
        }
        if (left_out > 0)
            found_.gap("dns ptr of " + std::to_string(left_out) + " declared addresses",
                       "limit: the PTR of at most " + std::to_string(options_.reverse_limit) + " addresses is asked");
        return out;
    }

    net::Task<void> reverse_names() {
        const std::vector<IpAddress> addresses = declared_addresses();
        for (std::size_t start = 0; start < addresses.size() && !client_.cancelled(); start += kStep) {
            const std::size_t end = std::min(addresses.size(), start + kStep);
            std::vector<DnsQuestion> questions;
            for (std::size_t i = start; i < end; ++i)
                questions.push_back({addresses[i].reverse_name(), RecordType::ptr});
            std::vector<IpAddress> servers = resolvers_;
            Results results = co_await client_.ask_all(std::move(servers), std::move(questions), Asked::resolver);
            for (std::size_t i = start; i < end; ++i) {
                const Result<Message>& result = results[i - start];
                if (const auto failure = failure_of(result)) unanswered(RecordType::ptr, addresses[i].text(), *failure);
                std::size_t kept = 0;
                for (const Record* record : records_of(result, RecordType::ptr))
                    if (!record->target.empty() && kept++ < kPtrNames) found_.reverse(addresses[i], record->target);
            }
            report("PTR", end, addresses.size());
        }
    }

    DnsClient client_;
    model::Scope& scope_;
    const model::Perimeter& perimeter_;
    std::vector<IpAddress> resolvers_;
    WordList words_;
    Progress progress_;
    DiscoverOptions options_;
    Collector found_;
};

}  // namespace

net::Task<Discovery> discover(net::Dialer& dialer, model::Scope& scope, const model::Perimeter& perimeter,
                              std::vector<IpAddress> resolvers, WordList words, Progress progress,
                              DiscoverOptions options) {
    Discoverer discoverer(dialer, scope, perimeter, std::move(resolvers), std::move(words), std::move(progress),
                          options);
    Discovery out = co_await discoverer.run();
    co_return out;
}

}  // namespace vigie::discover
