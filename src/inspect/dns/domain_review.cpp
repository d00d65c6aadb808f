// SPDX-License-Identifier: Apache-2.0
#include "inspect/dns/domain_review.h"

#include <algorithm>

namespace vigie::inspect {

void Domain::gap(std::string what, const base::Error& error) {
    if (error.code == base::Errc::cancelled) return;  // the audit says so itself
    not_tested.push_back({std::move(what), std::string(base::name_of(error.code)) + ": " + error.what});
}

std::vector<DomainServer> servers_from(const std::vector<std::string>& written) {
    std::vector<DomainServer> out;
    for (const std::string& entry : written) {
        const auto equals = entry.find('=');
        const std::string address = equals == std::string::npos ? std::string() : entry.substr(equals + 1);
        out.push_back({entry.substr(0, equals), model::IpAddress::parse(address), address == "?"});
    }
    return out;
}

std::vector<DomainServer> askable(const Tools& tools, const Domain& domain) {
    std::vector<DomainServer> out;
    for (const DomainServer& server : domain.servers) {
        if (!server.address || out.size() >= kServersAsked) continue;
        const model::Endpoint endpoint{*server.address, 53, model::Transport::udp};
        if (tools.scope.permission(endpoint) == model::Permission::denied) continue;
        const bool known = std::any_of(out.begin(), out.end(),
                                       [&](const DomainServer& other) { return other.address == server.address; });
        if (!known) out.push_back(server);
    }
    return out;
}

net::Task<void> review_domain(Tools& tools, Domain& domain) {
    co_await review_servers(tools, domain);
    co_await review_dnssec(tools, domain);
    co_await review_mail(tools, domain);
    co_await review_mta_sts(tools, domain);
    co_await review_names(tools, domain);
}

}  // namespace vigie::inspect
