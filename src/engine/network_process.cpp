// SPDX-License-Identifier: Apache-2.0
#include "engine/network_process.h"

#include <csignal>
#include <ctime>

#include <nlohmann/json.hpp>

#include "engine/language.h"
#include "engine/network_context.h"
#include "net/privileges.h"

namespace vigie::engine {
namespace {

using nlohmann::json;

constexpr int kDone = 0;
constexpr int kStopped = 3;
constexpr int kFailed = 4;

std::atomic<bool> stop_wanted{false};

extern "C" void on_stop(int) {
    stop_wanted = true;
}

int minute_of_day() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    return local.tm_hour * 60 + local.tm_min;
}

net::Limiter make_limiter(const NetworkPlan& plan) {
    net::Limiter::Caps caps;
    caps.packets_per_second = plan.caps.per_second;
    caps.packets_per_second_per_address = plan.caps.per_second_per_address;
    caps.packets_per_second_per_network = plan.caps.per_second_per_network;
    caps.fragile = plan.perimeter.fragile;
    return net::Limiter(caps);
}

int run_stages(NetworkContext& context) {
    const NetworkPlan& plan = context.plan;
    context.names_of = plan.names_of;
    context.answers_every_port = plan.answers_every_port;
    if (plan.discover && !plan.discovered && !run_discovery(context)) return kStopped;
    if (plan.scan && !plan.scanned) {
        if (!run_scan_stage(context)) return context.stop ? kStopped : kFailed;
    } else {
        context.open_ports = plan.known_ports;
    }
    for (const model::Endpoint& endpoint : plan.only_services) context.open_ports.push_back({endpoint, "", {}});
    if (plan.identify && !run_services(context)) return kStopped;
    return kDone;
}

}  // namespace

void NetworkContext::gap(const std::string& list, const std::string& what, const std::string& why) {
    channel.send("gap", list + "|" + what, {{"list", list}, {"what", what}, {"why", why}});
}

std::string NetworkContext::say(const char* french, const char* english) const {
    return engine::say(plan.lang, french, english);
}

void NetworkContext::log(const std::string& line) {
    channel.send("log", "", line);
}

RawAccess open_raw_access(const std::string& lang, const std::string& interface) {
    RawAccess out;
    auto sockets = net::RawSockets::open(interface);
    if (sockets)
        out.sockets = std::move(*sockets);
    else
        out.why_not = sockets.error().what + (interface.empty() ? say(lang, " ; balayage par connect(), plus lent",
                                                                      "; using connect() instead, which is slower")
                                                                : std::string());
    return out;
}

int network_process_main(const NetworkPlan& plan, RawAccess raw, int descriptor) {
    std::signal(SIGINT, SIG_IGN);  // the parent decides, and tells us with SIGTERM
    std::signal(SIGTERM, on_stop);
    std::signal(SIGPIPE, SIG_IGN);
    ChannelWriter channel(descriptor);
    const auto user = net::drop_privileges();
    if (!user) {
        channel.send("log", "",
                     say(plan.lang, "les privilèges n'ont pas pu être abandonnés, rien n'a été envoyé : ",
                         "privileges could not be given up, nothing was sent: ") +
                         user.error().what);
        return kFailed;
    }
    try {
        model::Scope scope(plan.perimeter);
        for (const model::IpAddress& resolver : plan.resolvers) scope.allow_dns(resolver);
        net::Limiter limiter = make_limiter(plan);
        const std::vector<model::TimeWindow> windows = plan.perimeter.limits.windows;
        NetworkContext context{plan,
                               channel,
                               scope,
                               limiter,
                               raw.sockets.get(),
                               stop_wanted,
                               [windows] { return windows.empty() || model::within_windows(windows, minute_of_day()); },
                               {},
                               {},
                               {}};
        return run_stages(context);
    } catch (const std::exception& error) {
        channel.send(
            "log", "",
            say(plan.lang, "erreur interne du processus réseau : ", "the network process met a bug: ") + error.what());
        return kFailed;
    }
}

}  // namespace vigie::engine
