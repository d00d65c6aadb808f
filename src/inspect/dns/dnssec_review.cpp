// SPDX-License-Identifier: Apache-2.0
// DNSSEC of a domain: the DS that its parent publishes (from the resolver, which is told not to hide what fails), and
// the keys and signatures that each of its own servers gives. One server with old signatures breaks the domain for
// whoever is sent there, so each is judged.
#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "inspect/dns/domain_review.h"
#include "protocols/dns/dnssec.h"

namespace vigie::inspect {
namespace {

namespace dns = protocols::dns;
using base::Result;
using dns::RecordType;
using dns::SignatureState;

// One word for the whole: what a validating resolver would meet.
std::string state_of(const dns::ChainReport& chain) {
    if (!chain.keys_published) return chain.delegation_signed ? "keys_missing" : "unsigned";
    if (!chain.delegation_signed) return "ds_missing";
    if (!chain.delegation_matches) return "ds_mismatch";
    if (chain.keys.state != SignatureState::valid) return std::string(name_of(chain.keys.state));
    return std::string(name_of(chain.data.state));
}

// The worse a state, the later its place. A zone without DS is insecure, not broken.
std::size_t badness(const std::string& state) {
    constexpr std::array<std::string_view, 10> kOrder{"valid",   "unsupported",   "unsigned",          "ds_missing",
                                                      "expired", "not_yet_valid", "signature_missing", "keys_missing",
                                                      "bogus",   "ds_mismatch"};
    const auto at = std::find(kOrder.begin(), kOrder.end(), state);
    return static_cast<std::size_t>(at - kOrder.begin());
}

struct Verdicts {
    std::string worst;
    std::vector<std::string> each;  // "ns1.x=192.0.2.1 expired", when it is not valid
    std::set<std::string> algorithms;
    std::set<std::string> digests;
    std::set<std::string> weak;
    std::optional<base::Instant> expires;
};

void add(Verdicts& out, const std::string& label, const dns::ChainReport& chain) {
    const std::string state = state_of(chain);
    // Signatures of a zone that no DS makes reachable bind nobody.
    if (state != "valid" && state != "unsigned" && state != "ds_missing") out.each.push_back(label + " " + state);
    if (out.worst.empty() || badness(state) > badness(out.worst)) out.worst = state;
    out.algorithms.insert(chain.algorithms.begin(), chain.algorithms.end());
    out.digests.insert(chain.digests.begin(), chain.digests.end());
    out.weak.insert(chain.weak.begin(), chain.weak.end());
    for (const dns::SignatureReport* report : {&chain.keys, &chain.data})
        if (report->state == SignatureState::valid && report->expires)
            out.expires = out.expires ? std::min(*out.expires, *report->expires) : *report->expires;
}

void write(Domain& domain, const Verdicts& seen, base::Instant now) {
    model::Facts& facts = domain.facts;
    const auto list = [](const std::set<std::string>& values) {
        return std::vector<std::string>(values.begin(), values.end());
    };
    facts.set("domain.dnssec_state", seen.worst);
    facts.set("domain.dnssec", seen.worst != "unsigned" && seen.worst != "ds_missing" && seen.worst != "keys_missing");
    facts.set("domain.dnssec_faults", seen.each);
    facts.set("domain.dnssec_algorithms", list(seen.algorithms));
    facts.set("domain.dnssec_digests", list(seen.digests));
    facts.set("domain.dnssec_weak", list(seen.weak));
    if (seen.expires) {
        const auto left = std::chrono::duration_cast<std::chrono::hours>(*seen.expires - now).count();
        facts.set("domain.dnssec_hours_left", static_cast<std::int64_t>(left));
    }
}

void note_iterations(Domain& domain, const DnsReply& reply) {
    for (const dns::Record& record : records_of(reply, domain.name, RecordType::nsec3param)) {
        const auto fields = base::split(record.rdata, ' ');
        const auto iterations = fields.size() < 3 ? std::nullopt : base::parse_unsigned(fields[2]);
        if (iterations) domain.facts.set("domain.nsec3_iterations", static_cast<std::int64_t>(*iterations));
    }
}

}  // namespace

net::Task<void> review_dnssec(Tools& tools, Domain& domain) {
    DnsQuestion about_ds{domain.name, RecordType::ds, true, true};
    const Result<DnsReply> ds = co_await ask_resolvers(tools, std::move(about_ds));
    if (!ds) {
        domain.gap("dns ds " + domain.name, ds.error());
        co_return;
    }
    const base::Instant now = tools.clock.now();
    Verdicts seen;
    DnsQuestion about_keys{domain.name, RecordType::dnskey, false, true};
    DnsQuestion about_soa{domain.name, RecordType::soa, false, true};
    for (const DomainServer& server : askable(tools, domain)) {
        const Result<DnsReply> keys = co_await ask_server(tools, *server.address, about_keys);
        const Result<DnsReply> soa = co_await ask_server(tools, *server.address, about_soa);
        // Silent and lame servers are another finding; they say nothing of the signatures.
        const bool usable = keys && soa && keys->message.authoritative && soa->message.authoritative &&
                            keys->message.rcode == dns::Rcode::no_error;
        if (usable) add(seen, server.label(), dns::check_chain(domain.name, ds->bytes, keys->bytes, soa->bytes, now));
    }
    if (seen.worst.empty()) {  // none of its own servers may be asked, or none answers: what the resolver was given
        about_keys.recursion = true;
        about_soa.recursion = true;
        const Result<DnsReply> keys = co_await ask_resolvers(tools, about_keys);
        const Result<DnsReply> soa = co_await ask_resolvers(tools, about_soa);
        if (!keys || !soa) {
            domain.gap("dns dnskey " + domain.name, keys ? soa.error() : keys.error());
            co_return;
        }
        add(seen, domain.name, dns::check_chain(domain.name, ds->bytes, keys->bytes, soa->bytes, now));
    }
    write(domain, seen, now);
    if (seen.algorithms.empty()) co_return;
    DnsQuestion about_denial{domain.name, RecordType::nsec3param, true, false};
    const Result<DnsReply> denial = co_await ask_resolvers(tools, std::move(about_denial));
    if (denial) note_iterations(domain, *denial);
}

}  // namespace vigie::inspect
