// SPDX-License-Identifier: Apache-2.0
#include "scan/scan.h"

#include <algorithm>
#include <set>

#include "scan/transports.h"

namespace vigie::scan {
namespace {

using base::Errc;
using base::fail;

constexpr std::size_t kMostUdpProbes = 4096;

// The plan without what may not be asked; what was taken out is named in the outcome.
ScanPlan allowed_part(const ScanPlan& plan, const model::Scope& scope, ScanOutcome& outcome) {
    ScanPlan out = plan;
    std::set<model::IpAddress> seen;
    out.targets.clear();
    for (const model::IpAddress& target : plan.targets) {
        if (!seen.insert(target).second) continue;
        (scope.allows(target) ? out.targets : outcome.out_of_scope).push_back(target);
    }
    out.udp_probes.clear();
    for (const UdpProbe& probe : plan.udp_probes) {
        if (probe.port == 0) continue;
        if (model::is_paper_port(probe.port))
            outcome.refused_udp_ports.push_back(probe.port);
        else
            out.udp_probes.push_back(probe);
    }
    return out;
}

// Share of all known open ports that did not answer again, each host weighted by what was asked of it.
std::optional<double> overall_loss(const std::map<model::IpAddress, HostSummary>& hosts) {
    double asked = 0;
    double lost = 0;
    for (const auto& [address, summary] : hosts) {
        if (!summary.loss_estimate) continue;
        const double weight = std::min<double>(summary.open, kLossProbes);
        asked += weight;
        lost += weight * *summary.loss_estimate;
    }
    if (asked == 0) return std::nullopt;
    return lost / asked;
}

}  // namespace

std::string_view name_of(PortState state) {
    switch (state) {
        case PortState::open: return "open";
        case PortState::closed: return "closed";
        case PortState::filtered: return "filtered";
        case PortState::open_filtered: return "open|filtered";
        case PortState::unconfirmed: return "unconfirmed";
        case PortState::simulated: return "simulated";
        case PortState::tarpit: return "tarpit";
    }
    return "filtered";
}

// The port that was asked, when a datagram came from another one.
model::Port asked_port(const Run& run, const net::UdpAnswer& answer) {
    const std::vector<UdpProbe>& probes = run.plan.udp_probes;
    const auto same = [&](const UdpProbe& probe) { return probe.port == answer.endpoint.port; };
    if (std::any_of(probes.begin(), probes.end(), same)) return answer.endpoint.port;
    for (const UdpProbe& probe : probes)
        if (probe.answers_elsewhere != nullptr && probe.answers_elsewhere(answer.bytes)) return probe.port;
    return answer.endpoint.port;
}

void take_udp_answers(const Run& run) {
    if (run.udp == nullptr) return;
    std::vector<net::UdpAnswer> answers;
    run.udp->receive(answers);
    for (const net::UdpAnswer& answer : answers) {
        const auto target = run.scheduler.hosts().find(answer.endpoint.address);
        if (!target) continue;
        const bool from_target = answer.source == answer.endpoint.address;
        switch (answer.kind) {
            case net::UdpAnswer::Kind::reply:
                run.scheduler.on_udp_reply(*target, asked_port(run, answer), answer.bytes);
                break;
            case net::UdpAnswer::Kind::port_unreachable:
                run.scheduler.on_udp_closed(*target, answer.endpoint.port, from_target);
                break;
            case net::UdpAnswer::Kind::unreachable: run.scheduler.on_icmp_refusal(*target, from_target); break;
        }
    }
}

void send_udp(const Run& run, const Action& action) {
    const auto sent = run.udp->send({action.address, action.port, model::Transport::udp},
                                    run.plan.udp_probes[action.udp].payload, run.scope);
    if (sent) {
        ++run.outcome.packets_sent;
        return;
    }
    ++(sent.error().code == Errc::out_of_scope ? run.outcome.packets_refused : run.outcome.packets_failed);
    if (run.outcome.first_failure.empty()) run.outcome.first_failure = sent.error().what;
}

base::Result<ScanOutcome> run_scan(const ScanPlan& plan, const model::Scope& scope, net::Limiter& limiter,
                                   net::RawSockets* raw, ScanEvents& events) {
    ScanOutcome outcome;
    const ScanPlan allowed = allowed_part(plan, scope, outcome);
    if (plan.shards == 0 || plan.shard >= plan.shards) return fail(Errc::input, "the scan has no such shard");
    if (allowed.udp_probes.size() > kMostUdpProbes) return fail(Errc::input, "the scan has too many UDP probes");
    std::vector<bool> fragile;
    for (const model::IpAddress& target : allowed.targets)
        fragile.push_back(scope.is_fragile(target) || limiter.is_fragile(target));
    // The pings are part of the plan in both ways, so that a scan may be resumed in the other one.
    Scheduler scheduler(allowed, allowed.targets, std::move(fragile), events);
    if (scheduler.total() == 0 && plan.shards > 1) return outcome;  // more shards than probes
    if (plan.start_index > scheduler.total())
        return fail(Errc::input, "the scan cannot be resumed: its plan has become smaller");
    std::unique_ptr<net::UdpProbes> udp;
    if (!allowed.udp_probes.empty()) {
        auto opened = net::UdpProbes::open();
        if (!opened) return tl::unexpected(opened.error());
        udp = std::move(*opened);
    }

    const Run run{allowed, scope, limiter, events, scheduler, udp.get(), outcome};
    const auto done = raw != nullptr ? run_raw(run, *raw) : run_connect(run);
    if (!done) return tl::unexpected(done.error());

    outcome.hosts = scheduler.hosts().summaries();
    outcome.total = scheduler.total();
    outcome.next_index = scheduler.checkpoint();
    outcome.loss_estimate = overall_loss(outcome.hosts);
    return outcome;
}

}  // namespace vigie::scan
