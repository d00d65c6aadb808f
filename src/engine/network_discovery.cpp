// SPDX-License-Identifier: Apache-2.0
// The discovery stage inside the network process: names and addresses by DNS, told to the parent.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "discover/discover.h"
#include "engine/network_context.h"
#include "inspect/dns/domain_review.h"
#include "model/json.h"
#include "model/reason.h"

namespace vigie::engine {
namespace {

using nlohmann::json;

constexpr unsigned kDnsSessions = 4;

net::Task<void> discover_into(NetworkContext& context, net::Dialer& dialer, discover::Discovery& found) {
    const discover::Progress progress = [&context](std::string_view what, std::size_t done, std::size_t total) {
        (void)what;
        context.channel.send("progress", "discover", {{"done", done}, {"total", total}});
    };
    found = co_await discover::discover(dialer, context.scope, context.plan.perimeter, context.plan.resolvers,
                                        context.plan.words, progress);
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

net::Task<void> review_domains(NetworkContext& context, net::Dialer& dialer, discover::Discovery& found) {
    inspect::Tools tools(dialer, context.network.clock(), context.scope);
    tools.resolvers = context.plan.resolvers;
    tools.reply_wait = context.plan.caps.reply_wait;
    const std::vector<std::string>& declared = context.plan.perimeter.domains;
    for (std::size_t i = 0; i < found.names.size(); ++i) {
        const std::string name = found.names[i].name;
        if (context.stop) co_return;
        if (std::find(declared.begin(), declared.end(), name) == declared.end()) continue;
        inspect::Domain domain = domain_of(found, found.names[i]);
        co_await inspect::review_domain(tools, domain);
        found.names[i].facts.merge(domain.facts);
        for (model::Name& other : found.names)
            if (const auto facts = domain.name_facts.find(other.name); facts != domain.name_facts.end())
                other.facts.merge(facts->second);
        found.not_tested.insert(found.not_tested.end(), domain.not_tested.begin(), domain.not_tested.end());
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
