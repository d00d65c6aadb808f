// SPDX-License-Identifier: Apache-2.0
// The policy that a domain's _mta-sts record promises: asked once, by HTTPS, of mta-sts.DOMAIN where the perimeter
// allows that address. A policy that nobody can read protects no mail (RFC 8461, 3.3 and 5.1); whether its certificate
// is good is judged with all others.
#include "base/text.h"
#include "inspect/dns/domain_review.h"
#include "inspect/dns/mta_sts.h"
#include "inspect/web/fetch.h"

namespace vigie::inspect {
namespace {

using base::Result;
using protocols::dns::RecordType;

constexpr model::Port kHttps = 443;
constexpr std::size_t kAddressesAsked = 4;

// The first addresses of the host, IPv4 before IPv6; an error when no resolver knew.
net::Task<Result<std::vector<model::IpAddress>>> addresses_of(Tools& tools, std::string name) {
    std::vector<model::IpAddress> out;
    for (const RecordType type : {RecordType::a, RecordType::aaaa}) {
        DnsQuestion question{name, type, true, false};
        const Result<DnsReply> reply = co_await ask_resolvers(tools, std::move(question));
        if (!reply) co_return tl::unexpected(reply.error());
        for (const protocols::dns::Record& record : reply->message.answers)
            if (const auto address = model::IpAddress::parse(record.rdata);
                record.type == type && address && out.size() < kAddressesAsked)
                out.push_back(*address);
    }
    co_return out;
}

// Mail servers of the domain that the policy leaves out: mail for them is held back by senders that obey it.
std::vector<std::string> not_covered(const MtaStsPolicy& policy, const Domain& domain) {
    std::vector<std::string> out;
    for (const std::string& written : domain.facts.list("domain.mx")) {
        const auto space = written.find(' ');
        const std::string server = space == std::string::npos ? written : written.substr(space + 1);
        if (server != "." && !covers(policy, server)) out.push_back("mx: " + base::printable(server, 80) + " ?");
    }
    return out;
}

}  // namespace

net::Task<void> review_mta_sts(Tools& tools, Domain& domain) {
    if (domain.facts.text("domain.mta_sts").empty()) co_return;
    const std::string host = "mta-sts." + domain.name;
    const std::string gap = "mta-sts " + domain.name;
    const Result<std::vector<model::IpAddress>> addresses = co_await addresses_of(tools, host);
    if (!addresses) {
        domain.gap(gap, addresses.error());
        co_return;
    }
    if (addresses->empty()) {
        domain.facts.set("domain.mta_sts_faults", std::vector<std::string>{host + ": no address"});
        co_return;
    }
    Subject web;
    web.service.protocol = "http";
    web.service.tls = true;
    std::optional<base::Error> last;
    for (const model::IpAddress& address : *addresses) {
        web.service.endpoint = {address, kHttps, model::Transport::tcp};
        WebRequest request{.name = host, .path = "/.well-known/mta-sts.txt"};
        const Result<WebPage> page = co_await fetch(tools, web, std::move(request));
        if (!page) {
            last = page.error();
            continue;
        }
        // RFC 8461, 3.3: a redirection is not followed.
        if (page->response.status != 200) {
            domain.facts.set("domain.mta_sts_faults",
                             std::vector<std::string>{host + ": HTTP " + std::to_string(page->response.status)});
            co_return;
        }
        const MtaStsPolicy policy = parse_mta_sts(page->response.body);
        std::vector<std::string> faults = policy.faults;
        if (!policy.servers.empty() && policy.mode != "none")
            for (std::string& server : not_covered(policy, domain)) faults.push_back(std::move(server));
        domain.facts.set("domain.mta_sts_mode", policy.mode);
        domain.facts.set("domain.mta_sts_faults", faults);
        co_return;
    }
    if (last) domain.gap(gap, *last);
}

}  // namespace vigie::inspect
