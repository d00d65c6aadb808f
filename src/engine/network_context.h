// SPDX-License-Identifier: Apache-2.0
// What the stages of the network process share. Lives in the unprivileged process only.
#pragma once

#include <atomic>
#include <map>
#include <set>

#include "engine/channel.h"
#include "engine/network.h"
#include "engine/network_plan.h"
#include "model/perimeter.h"

namespace vigie::engine {

struct NetworkContext {
    const NetworkPlan& plan;
    ChannelWriter& channel;
    model::Scope& scope;
    Network& network;
    const std::atomic<bool>& stop;

    // Filled by one stage for the next.
    std::map<std::string, std::vector<std::string>> names_of;  // address -> names
    std::vector<NetworkPlan::KnownPort> open_ports;
    std::set<model::IpAddress> answers_every_port;
    bool interrupted = false;  // by the network, not by the user: to be resumed

    void gap(const std::string& list, const std::string& what, const std::string& why);  // not_tested | blocked
    void log(const std::string& line);
    void tell_packets();  // how many have left until now, those of the run before included
    [[nodiscard]] std::string say(const char* french, const char* english) const;
};

enum class StagesEnd { finished, stopped, failed };

// Discovery, scan, services: what the plan asks for and an interrupted run has not done yet.
StagesEnd run_stages(NetworkContext& context);

// Each returns false when it was stopped before its end.
bool run_discovery(NetworkContext& context);
bool run_scan_stage(NetworkContext& context);
bool run_services(NetworkContext& context);

}  // namespace vigie::engine
