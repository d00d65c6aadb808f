// SPDX-License-Identifier: Apache-2.0
// The order of the stages that talk to the network, and what they share.
#include <nlohmann/json.hpp>

#include "engine/language.h"
#include "engine/network_context.h"

namespace vigie::engine {

namespace {

StagesEnd run_each(NetworkContext& context) {
    const NetworkPlan& plan = context.plan;
    context.names_of = plan.names_of;
    context.answers_every_port = plan.answers_every_port;
    if (plan.discover && !plan.discovered && !run_discovery(context)) return StagesEnd::stopped;
    if (plan.scan && !plan.scanned) {
        if (!run_scan_stage(context))
            return context.stop || context.interrupted ? StagesEnd::stopped : StagesEnd::failed;
    } else {
        context.open_ports = plan.known_ports;
    }
    for (const model::Endpoint& endpoint : plan.only_services) context.open_ports.push_back({endpoint, "", {}});
    if (plan.identify && !run_services(context)) return StagesEnd::stopped;
    return StagesEnd::finished;
}

}  // namespace

StagesEnd run_stages(NetworkContext& context) {
    const StagesEnd end = run_each(context);
    context.tell_packets();
    return end;
}

void NetworkContext::tell_packets() {
    if (network.counted_packets() > 0)
        channel.send("state", "packets", plan.packets_before + network.counted_packets());
}

void NetworkContext::gap(const std::string& list, const std::string& what, const std::string& why) {
    channel.send("gap", list + "|" + what, {{"list", list}, {"what", what}, {"why", why}});
}

std::string NetworkContext::say(const char* french, const char* english) const {
    return engine::say(plan.lang, french, english);
}

void NetworkContext::log(const std::string& line) {
    channel.send("log", "", line);
}

}  // namespace vigie::engine
