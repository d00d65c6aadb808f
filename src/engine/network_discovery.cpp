// SPDX-License-Identifier: Apache-2.0
// The discovery stage inside the network process: names and addresses by DNS, told to the parent.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "discover/discover.h"
#include "engine/network_context.h"
#include "engine/stop_watch.h"
#include "model/json.h"
#include "net/network_dialer.h"

namespace vigie::engine {
namespace {

using nlohmann::json;

net::Task<void> discover_into(NetworkContext& context, net::NetworkDialer& dialer, discover::Discovery& found,
                              bool& finished) {
    const discover::Progress progress = [&context](std::string_view what, std::size_t done, std::size_t total) {
        (void)what;
        context.channel.send("progress", "discover", {{"done", done}, {"total", total}});
    };
    found = co_await discover::discover(dialer, context.scope, context.plan.perimeter, context.plan.resolvers,
                                        context.plan.words, progress);
    finished = true;
}

}  // namespace

bool run_discovery(NetworkContext& context) {
    boost::asio::io_context io(1);
    net::DialerOptions options;
    options.may_send_now = context.may_send_now;
    net::NetworkDialer dialer(io, context.scope, context.limiter, options);
    discover::Discovery found;
    bool finished = false;
    const auto rethrow = [](std::exception_ptr problem) {
        if (problem) std::rethrow_exception(problem);
    };
    boost::asio::co_spawn(io, discover_into(context, dialer, found, finished), rethrow);
    boost::asio::co_spawn(io, watch_stop(context.stop, dialer, finished), rethrow);
    io.run();
    if (context.stop) return false;

    for (const model::Name& name : found.names) context.channel.send("name", name.name, json(name));
    for (const model::Asset& asset : found.assets) {
        context.channel.send("asset", asset.address.text(), json(asset));
        if (asset.in_scope) context.names_of[asset.address.text()] = asset.names;
    }
    for (const model::CoverageGap& gap : found.not_tested) context.gap("not_tested", gap.what, gap.why);
    for (const std::string& proposal : found.proposed)
        context.log(context.say("hors du périmètre déclaré, proposé : ", "outside the declared perimeter, proposed: ") +
                    proposal);
    context.channel.send("state", "discover", true);
    return true;
}

}  // namespace vigie::engine
