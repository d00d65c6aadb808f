// SPDX-License-Identifier: Apache-2.0
// How a declared domain is kept: its name servers (each one asked, by UDP and TCP), SOA and TTL values, DNSSEC, what
// it publishes for its mail. It asks the resolvers, and the domain's own servers about that domain only, as the
// perimeter allows; a server that may not be asked is said to be not tested. No record of the domain is kept beyond
// what a finding needs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "inspect/dns/question.h"
#include "inspect/inspect.h"

namespace vigie::inspect {

struct DomainServer {
    std::string name;
    std::optional<model::IpAddress> address;  // none: the name does not resolve
    bool unknown = false;                     // whether it does could not be learnt

    [[nodiscard]] std::string label() const { return address ? name + "=" + address->text() : name; }
};

struct Domain {
    std::string name;
    std::vector<DomainServer> servers;
    std::vector<std::string> names;  // known names of the domain, itself included
    model::Facts facts;              // domain.*: discovery's at first, the review's added
    std::map<std::string, model::Facts> name_facts;
    std::vector<model::CoverageGap> not_tested;

    void gap(std::string what, const base::Error& error);
};

// "ns1.ch-exemple.fr=192.0.2.53", "ns2.ch-exemple.fr=" (no address) and "ns3.ch-exemple.fr=?" (nobody could tell), as
// the fact domain.nameservers has them.
std::vector<DomainServer> servers_from(const std::vector<std::string>& written);

// Adds facts to the domain. Each part stands alone: what one could not learn does not stop the next.
net::Task<void> review_domain(Tools& tools, Domain& domain);

net::Task<void> review_servers(Tools& tools, Domain& domain);
net::Task<void> review_dnssec(Tools& tools, Domain& domain);
net::Task<void> review_mail(Tools& tools, Domain& domain);
net::Task<void> review_mta_sts(Tools& tools, Domain& domain);  // after review_mail
net::Task<void> review_names(Tools& tools, Domain& domain);

// Those of the domain's servers that the perimeter allows to be asked, each address once, at most kServersAsked.
inline constexpr std::size_t kServersAsked = 16;
std::vector<DomainServer> askable(const Tools& tools, const Domain& domain);

// The networks (/24, or /48 of IPv6) that hold the servers; the /48 only where no server has an IPv4 address.
std::vector<std::string> networks_of(const std::vector<DomainServer>& servers);

// "refresh=60": values of an SOA outside what keeps secondaries alive (RFC 1912, 2.2, and RFC 2308, 5).
std::vector<std::string> soa_faults(const protocols::dns::Record& soa);

}  // namespace vigie::inspect
