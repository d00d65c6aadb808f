// SPDX-License-Identifier: Apache-2.0
// What the stages of the network process share. Lives in the unprivileged process only.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <set>

#include "engine/channel.h"
#include "engine/network_plan.h"
#include "model/perimeter.h"
#include "net/limiter.h"
#include "net/raw_socket.h"

namespace vigie::engine {

struct NetworkContext {
    const NetworkPlan& plan;
    ChannelWriter& channel;
    model::Scope& scope;
    net::Limiter& limiter;
    net::RawSockets* raw;  // null: connect() scan
    const std::atomic<bool>& stop;
    std::function<bool()> may_send_now;

    // Filled by one stage for the next.
    std::map<std::string, std::vector<std::string>> names_of;  // address -> names
    std::vector<NetworkPlan::KnownPort> open_ports;
    std::set<model::IpAddress> answers_every_port;

    void gap(const std::string& list, const std::string& what, const std::string& why);  // not_tested | blocked
    void log(const std::string& line);
    [[nodiscard]] std::string say(const char* french, const char* english) const;
};

// Each returns false when it was stopped before its end.
bool run_discovery(NetworkContext& context);
bool run_scan_stage(NetworkContext& context);
bool run_services(NetworkContext& context);

}  // namespace vigie::engine
