// SPDX-License-Identifier: Apache-2.0
#include "engine/network_process.h"

#include <csignal>

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

net::Limiter make_limiter(const NetworkPlan& plan) {
    net::Limiter::Caps caps;
    caps.packets_per_second = plan.caps.per_second;
    caps.packets_per_second_per_address = plan.caps.per_second_per_address;
    caps.packets_per_second_per_network = plan.caps.per_second_per_network;
    caps.fragile = plan.perimeter.fragile;
    return net::Limiter(caps);
}

}  // namespace

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
        SocketNetwork network(scope, limiter, raw.sockets.get(), stop_wanted, plan.perimeter.limits.windows);
        NetworkContext context{plan, channel, scope, network, stop_wanted, {}, {}, {}};
        switch (run_stages(context)) {
            case StagesEnd::finished: return kDone;
            case StagesEnd::stopped: return kStopped;
            case StagesEnd::failed: return kFailed;
        }
        return kFailed;
    } catch (const std::exception& error) {
        channel.send(
            "log", "",
            say(plan.lang, "erreur interne du processus réseau : ", "the network process met a bug: ") + error.what());
        return kFailed;
    }
}

}  // namespace vigie::engine
