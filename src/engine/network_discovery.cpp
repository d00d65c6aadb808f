// SPDX-License-Identifier: Apache-2.0
// The discovery stage inside the network process: names and addresses by DNS, told to the parent.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "discover/collector.h"
#include "discover/discover.h"
#include "engine/network_context.h"
#include "engine/side_by_side.h"
#include "inspect/dns/domain_review.h"
#include "inspect/web/storage.h"
#include "model/json.h"
#include "model/reason.h"

namespace vigie::engine {
namespace {

using nlohmann::json;

constexpr unsigned kDnsSessions = 4;
constexpr std::size_t kDomainsAtOnce = 4;

net::Task<void> discover_into(NetworkContext& context, net::Dialer& dialer, discover::Discovery& found) {
    const discover::Progress progress = [&context](std::string_view what, std::size_t done, std::size_t total) {
        (void)what;
        context.channel.send("progress", "discover", {{"done", done}, {"total", total}});
    };
    discover::DiscoverOptions options;
    options.dns.wait = std::min(options.dns.wait, context.plan.caps.reply_wait);
    found = co_await discover::discover(dialer, context.scope, context.plan.perimeter, context.plan.resolvers,
                                        context.plan.words, progress, options);
}

// What discovery found of one declared domain, as the review wants it.
inspect::Domain domain_of(const discover::Discovery& found, const model::Name& entry) {
    inspect::Domain domain;
    domain.name = entry.name;
    domain.facts = entry.facts;
    domain.servers = inspect::servers_from(entry.facts.list("domain.nameservers"));
    for (const model::Name& name : found.names)
        if (name.name.ends_with("." + entry.name)) domain.names.push_back(name.name);
    return domain;
}

// Some at a time: a name server that never answers holds up its own domain alone.
net::Task<void> review_domains(NetworkContext& context, net::Dialer& dialer, discover::Discovery& found) {
    inspect::Tools tools(dialer, context.network.clock(), context.scope);
    tools.resolvers = context.plan.resolvers;
    tools.reply_wait = context.plan.caps.reply_wait;
    const std::vector<std::string>& declared = context.plan.perimeter.domains;
    std::vector<inspect::Domain> domains;
    for (const model::Name& name : found.names)
        if (std::find(declared.begin(), declared.end(), name.name) != declared.end())
            domains.push_back(domain_of(found, name));
    co_await side_by_side(
        domains.size(), kDomainsAtOnce,
        [&](std::size_t index) { return inspect::review_domain(tools, domains[index]); },
        [&] { return static_cast<bool>(context.stop); });
    if (context.stop) co_return;
    for (const inspect::Domain& domain : domains) {
        for (model::Name& name : found.names) {
            if (name.name == domain.name) name.facts.merge(domain.facts);
            if (const auto facts = domain.name_facts.find(name.name); facts != domain.name_facts.end())
                name.facts.merge(facts->second);
        }
        found.not_tested.insert(found.not_tested.end(), domain.not_tested.begin(), domain.not_tested.end());
    }
}

// Cloud storage by the names that lead to it. Only what the perimeter file names as its own is asked.
net::Task<void> review_cloud(NetworkContext& context, net::Dialer& dialer, discover::Discovery& found) {
    const catalog::WebCatalogue* web = context.plan.web;
    if (web == nullptr) co_return;
    inspect::Tools tools(dialer, context.network.clock(), context.scope);
    tools.web = web;
    tools.web_pause = context.plan.caps.web_pause;
    tools.reply_wait = context.plan.caps.reply_wait;
    const std::vector<std::string>& declared = context.plan.perimeter.cloud;
    for (model::Name& name : found.names) {
        if (context.stop) co_return;
        const std::string alias = name.facts.text("name.cname");
        const std::string host = alias.empty() ? name.name : alias;
        const catalog::CloudStorage* storage = web->storage_of(host);
        if (storage == nullptr) continue;
        name.facts.set("cloud.storage", storage->id);
        const bool ours = std::find(declared.begin(), declared.end(), name.name) != declared.end();
        const auto address = name.addresses.empty() ? std::nullopt : model::IpAddress::parse(name.addresses.front());
        if (!ours || !address) continue;
        if (discover::is_special(*address) && !context.plan.perimeter.authorisation.laboratory) continue;
        context.scope.allow_web(*address);
        const base::Result<void> asked =
            co_await inspect::review_storage(tools, host, storage->listing, *address, name.facts);
        if (!asked)
            found.not_tested.push_back(
                {"cloud " + name.name, std::string(base::name_of(asked.error().code)) + ": " + asked.error().what});
    }
}

}  // namespace

bool run_discovery(NetworkContext& context) {
    discover::Discovery found;
    context.network.converse(kDnsSessions,
                             [&](Network::Reach reach) { return discover_into(context, reach.dialer, found); });
    if (context.stop) return false;
    context.network.converse(kDnsSessions,
                             [&](Network::Reach reach) { return review_domains(context, reach.dialer, found); });
    if (context.stop) return false;
    context.network.converse(kDnsSessions,
                             [&](Network::Reach reach) { return review_cloud(context, reach.dialer, found); });
    if (context.stop) return false;

    for (const model::Name& name : found.names) context.channel.send("name", name.name, json(name));
    for (const model::Asset& asset : found.assets) {
        context.channel.send("asset", asset.address.text(), json(asset));
        if (asset.in_scope) context.names_of[asset.address.text()] = asset.names;
    }
    for (const model::CoverageGap& gap : found.not_tested)
        context.gap("not_tested", gap.what, model::reason_for_people(gap.why, context.plan.lang));
    for (const std::string& proposal : found.proposed)
        context.log(context.say("hors du périmètre déclaré, proposé : ", "outside the declared perimeter, proposed: ") +
                    proposal);
    context.channel.send("state", "discover", true);
    return true;
}

}  // namespace vigie::engine
