// SPDX-License-Identifier: Apache-2.0
// The discovery stage inside the network process: names and addresses by DNS, told to the parent.
#include <nlohmann/json.hpp>

#include "discover/discover.h"
#include "engine/network_context.h"
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

}  // namespace

bool run_discovery(NetworkContext& context) {
    discover::Discovery found;
    context.network.converse(kDnsSessions,
                             [&](Network::Reach reach) { return discover_into(context, reach.dialer, found); });
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
