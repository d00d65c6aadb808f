// SPDX-License-Identifier: Apache-2.0
// The scan stage inside the network process: hands the plan to scan/ and what it hears to the parent.
#include <algorithm>
#include <set>
#include <span>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "engine/network_context.h"
#include "protocols/protocol.h"
#include "scan/scan.h"

namespace vigie::engine {
namespace {

using nlohmann::json;

bool is_tftp(base::Bytes bytes) {
    return protocols::find("tftp")->recognise(bytes) != protocols::Match::no;
}

std::vector<scan::UdpProbe> udp_probes(const NetworkPlan& plan, std::span<const protocols::Protocol* const> ways) {
    std::vector<scan::UdpProbe> out;
    const auto wanted = [&](model::Port port) {
        return plan.udp_ports.empty() ||
               std::find(plan.udp_ports.begin(), plan.udp_ports.end(), port) != plan.udp_ports.end();
    };
    const auto add = [&](const protocols::Protocol* protocol) {
        if (protocol->transport != model::Transport::udp || protocol->probe == nullptr) return;
        for (const model::Port port : protocol->usual_ports)
            if (wanted(port))
                out.push_back({port, std::string(protocol->name), protocol->probe(),
                               protocol->name == "tftp" ? &is_tftp : nullptr});
    };
    for (const protocols::Protocol* protocol : ways) add(protocol);
    return out;
}

std::string protocol_of(const std::vector<scan::UdpProbe>& probes, model::Port port) {
    for (const scan::UdpProbe& probe : probes)
        if (probe.port == port) return probe.protocol;
    return "";
}

class Listener final : public scan::ScanEvents {
public:
    // journaled: progress and checkpoints are those of the whole scan.
    Listener(NetworkContext& context, const std::vector<scan::UdpProbe>& probes, bool journaled)
        : context_(context), probes_(probes), journaled_(journaled) {}

    void on_port(const model::Endpoint& endpoint, scan::PortState state, base::Bytes reply) override {
        if (state != scan::PortState::open) return;
        const std::string protocol =
            endpoint.transport == model::Transport::udp ? protocol_of(probes_, endpoint.port) : std::string();
        context_.channel.send(
            "port", endpoint.text(),
            {{"state", scan::name_of(state)}, {"protocol", protocol}, {"reply", base::to_base64(reply)}});
        context_.open_ports.push_back({endpoint, protocol, base::ByteString(reply.begin(), reply.end())});
    }

    void on_host(const model::IpAddress& address, scan::HostNews news) override {
        switch (news) {
            case scan::HostNews::alive: break;
            case scan::HostNews::answers_every_port:
                context_.log(address.text() +
                             context_.say(" : répond sur tous les ports ; seul ce qui parle un protocole sera listé",
                                          ": answers on every port; only what speaks a protocol will be listed"));
                break;
            case scan::HostNews::stopped_answering:
                context_.log(address.text() + context_.say(" : ne répond plus depuis le milieu du balayage",
                                                           ": stopped answering during the scan"));
                break;
        }
    }

    void on_progress(const scan::ScanProgress& progress) override {
        if (!journaled_) return;
        json document = {{"done", progress.index},
                         {"total", progress.total},
                         {"open_ports", progress.open_ports},
                         {"hosts_alive", progress.hosts_alive},
                         {"packets_per_second", static_cast<std::uint64_t>(progress.packets_per_second)}};
        if (progress.seconds_left) document["seconds_left"] = *progress.seconds_left;
        context_.channel.send("progress", "scan", document);
    }

    void on_checkpoint(std::uint64_t next_index) override {
        if (journaled_) context_.channel.send("state", "scan-index", next_index);
    }

    bool should_stop() override { return context_.stop; }
    bool may_send_now() override { return context_.network.may_send_now(); }

private:
    NetworkContext& context_;
    const std::vector<scan::UdpProbe>& probes_;
    bool journaled_;
};

void publish_hosts(NetworkContext& context, const scan::ScanOutcome& outcome) {
    for (const auto& [address, host] : outcome.hosts) {
        if (host.answers_every_port) context.answers_every_port.insert(address);
        model::Facts facts;
        facts.set("host.icmp_echo", host.icmp_echo);
        facts.set("host.answers_every_port", host.answers_every_port);
        facts.set("host.closed_ports", static_cast<std::int64_t>(host.closed));
        facts.set("host.filtered_ports", static_cast<std::int64_t>(host.filtered));
        json facts_document = json::object();
        for (const auto& [name, value] : facts.all())
            std::visit([&](const auto& held) { facts_document[name] = held; }, value);
        json document = {{"alive", host.alive}, {"facts", facts_document}};
        if (host.loss_estimate) document["loss"] = *host.loss_estimate;
        if (host.stopped_answering)
            document["blocked"] = context.say("l'hôte a cessé de répondre pendant le balayage",
                                              "the host stopped answering during the scan");
        context.channel.send("host", address.text(), document);
    }
}

// Second ways to ask (SNMP 1 and 3, IKE 1) go only where the first met silence: a server that answered already must
// not be known by its poorest answer.
bool ask_second_ways(NetworkContext& context, const scan::ScanPlan& first) {
    for (const scan::UdpProbe& probe : udp_probes(context.plan, protocols::variants())) {
        scan::ScanPlan plan = first;
        plan.tcp_ports.clear();
        plan.known_open.clear();
        plan.start_index = 0;
        plan.icmp_echo = false;
        plan.udp_probes = {probe};
        std::set<model::IpAddress> answered;
        for (const NetworkPlan::KnownPort& port : context.open_ports)
            if (port.endpoint.transport == model::Transport::udp && port.endpoint.port == probe.port)
                answered.insert(port.endpoint.address);
        std::erase_if(plan.targets, [&](const model::IpAddress& target) { return answered.contains(target); });
        if (plan.targets.empty()) continue;
        Listener listener(context, plan.udp_probes, false);
        const auto outcome = context.network.scan(plan, listener);
        if (!outcome) {
            context.gap("not_tested", std::to_string(probe.port) + "/udp " + probe.protocol, outcome.error().what);
            continue;
        }
        if (outcome->stopped) return false;
    }
    return true;
}

}  // namespace

bool run_scan_stage(NetworkContext& context) {
    const std::vector<scan::UdpProbe> probes =
        context.plan.udp ? udp_probes(context.plan, protocols::all()) : std::vector<scan::UdpProbe>{};
    scan::ScanPlan plan;
    plan.targets = context.plan.targets;
    plan.tcp_ports = context.plan.tcp_ports;
    plan.priority_ports = context.plan.priority_ports;
    plan.udp_probes = probes;
    plan.seed = context.plan.seed;
    plan.start_index = context.plan.scan_index;
    plan.retries = context.plan.caps.scan_tries - 1;
    for (const NetworkPlan::KnownPort& port : context.plan.known_ports)
        if (port.endpoint.transport == model::Transport::tcp) plan.known_open.push_back(port.endpoint);
    context.open_ports = context.plan.known_ports;

    Listener listener(context, probes, true);
    const base::Result<scan::ScanOutcome> outcome = context.network.scan(plan, listener);
    if (!outcome) {
        context.gap("not_tested", "scan", outcome.error().what);
        context.log(context.say("balayage : ", "scan: ") + outcome.error().what);
        return false;
    }
    if (outcome->stopped) return false;
    if (context.plan.udp && !ask_second_ways(context, plan)) return false;
    publish_hosts(context, *outcome);
    for (const model::Port port : outcome->refused_udp_ports)
        context.gap("not_tested", std::to_string(port) + "/udp",
                    context.say("une imprimante peut y écouter et imprimerait tout octet reçu",
                                "a printer may listen there and any byte would be printed"));
    if (outcome->packets_failed > 0)
        context.gap("not_tested", "scan",
                    std::to_string(outcome->packets_failed) +
                        context.say(" paquets n'ont pas pu être envoyés : ", " packets could not be sent: ") +
                        outcome->first_failure);
    if (outcome->answers_lost > 0)
        context.gap("not_tested", "scan",
                    std::to_string(outcome->answers_lost) +
                        context.say(" réponses perdues dans les tampons de cette machine : balayer moins vite",
                                    " answers were lost in this machine's own buffers; scan again more slowly"));
    context.channel.send("state", "scan", true);
    return true;
}

}  // namespace vigie::engine
