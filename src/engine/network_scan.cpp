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
        if (state == scan::PortState::closed || state == scan::PortState::filtered ||
            state == scan::PortState::open_filtered)
            return;
        const std::string protocol =
            endpoint.transport == model::Transport::udp ? protocol_of(probes_, endpoint.port) : std::string();
        context_.channel.send(
            "port", endpoint.text(),
            {{"state", scan::name_of(state)}, {"protocol", protocol}, {"reply", base::to_base64(reply)}});
        // What was seen before the second contact comes first; a tarpit cannot be spoken to.
        const auto same = [&](const NetworkPlan::KnownPort& port) { return port.endpoint == endpoint; };
        if (endpoint.transport == model::Transport::tcp) {
            if (state == scan::PortState::unconfirmed && seen_.insert(endpoint).second) {
                context_.open_ports.push_back({endpoint, protocol, {}});
            } else if (state == scan::PortState::tarpit) {
                std::erase_if(context_.open_ports, same);
                context_.gap("blocked", endpoint.text(),
                             context_.say("accepte les connexions sans jamais rien laisser dire (tarpit)",
                                          "takes connections but never lets anything be said (a tarpit)"));
            } else if (seen_.insert(endpoint).second) {
                context_.open_ports.push_back({endpoint, protocol, {}});
            }
            return;
        }
        context_.open_ports.push_back({endpoint, protocol, base::ByteString(reply.begin(), reply.end())});
    }

    void on_trouble(const std::string& why) override {
        context_.log(why.empty()
                         ? context_.say("l'interface réseau accepte à nouveau les paquets, le balayage continue",
                                        "the network interface takes packets again, the scan goes on")
                         : context_.say("l'interface réseau n'accepte plus de paquets, le balayage attend : ",
                                        "the network interface takes no packets, the scan waits: ") +
                               why);
    }

    void on_host(const model::IpAddress& address, scan::HostNews news) override {
        switch (news) {
            case scan::HostNews::alive: break;
            case scan::HostNews::answers_every_port:
                context_.log(address.text() +
                             context_.say(" : répond sur tous les ports ; seul ce qui parle un protocole sera listé",
                                          ": answers on every port; only what speaks a protocol will be listed"));
                break;
            case scan::HostNews::slowed_down:
                context_.log(address.text() + context_.say(" : perd des questions à ce débit, balayé plus lentement",
                                                           ": loses questions at this rate, scanned more slowly"));
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
                         {"answers", progress.answers},
                         {"open_ports", progress.open_ports},
                         {"hosts_alive", progress.hosts_alive},
                         {"packets_per_second", static_cast<std::uint64_t>(progress.packets_per_second)}};
        if (progress.seconds_left) document["seconds_left"] = *progress.seconds_left;
        context_.channel.send("progress", "scan", document);
    }

    // The slow hosts first: with an older index they are asked twice at worst, with a newer one they would be missed.
    void on_checkpoint(std::uint64_t next_index, const std::vector<scan::SlowHost>& slow) override {
        if (!journaled_) return;
        json hosts = json::array();
        for (const scan::SlowHost& host : slow)
            hosts.push_back({{"address", host.address.text()}, {"round", host.round}, {"rate", host.per_second}});
        context_.channel.send("state", "scan-slow", hosts);
        context_.channel.send("state", "scan-index", next_index);
    }

    bool should_stop() override { return context_.stop; }
    bool may_send_now() override { return context_.network.may_send_now(); }

private:
    NetworkContext& context_;
    const std::vector<scan::UdpProbe>& probes_;
    bool journaled_;
    std::set<model::Endpoint> seen_;
};

void publish_hosts(NetworkContext& context, const scan::ScanOutcome& outcome) {
    for (const auto& [address, host] : outcome.hosts) {
        if (host.answers_every_port) context.answers_every_port.insert(address);
        if (host.unreachable) {
            context.gap("not_tested", address.text(),
                        context.say("aucune route vers cette adresse", "there is no route to this address"));
            continue;
        }
        model::Facts facts;
        facts.set("host.icmp_echo", host.icmp_echo);
        facts.set("host.icmp_timestamp", host.icmp_timestamp);
        facts.set("host.tcp_ping", host.tcp_ping);
        if (host.slowed_to) facts.set("host.slowed_to", static_cast<std::int64_t>(*host.slowed_to));
        if (host.simulated > 0) facts.set("host.simulated_ports", static_cast<std::int64_t>(host.simulated));
        if (host.icmp_refusals > 0) facts.set("host.icmp_refusals", static_cast<std::int64_t>(host.icmp_refusals));
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
                                              "the host stopped answering during the scan") +
                                  (host.not_asked == 0 ? std::string()
                                                       : ", " + std::to_string(host.not_asked) +
                                                             context.say(" ports non testés", " ports not tested"));
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
        plan.to_confirm.clear();
        plan.slow_hosts.clear();
        plan.start_index = 0;
        plan.pings = false;
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
    plan.late_spacing = context.plan.caps.late_try;
    plan.patience = context.plan.caps.patience;
    plan.slow_hosts = context.plan.slow_hosts;
    plan.shard = context.plan.shard;
    plan.shards = context.plan.shards;
    for (const NetworkPlan::KnownPort& port : context.plan.known_ports)
        if (port.endpoint.transport == model::Transport::tcp) {
            plan.known_open.push_back(port.endpoint);
            if (port.is_unconfirmed) plan.to_confirm.push_back(port.endpoint);
        }
    context.open_ports = context.plan.known_ports;

    Listener listener(context, probes, true);
    const base::Result<scan::ScanOutcome> outcome = context.network.scan(plan, listener);
    if (!outcome) {
        context.gap("not_tested", "scan", outcome.error().what);
        context.log(context.say("balayage : ", "scan: ") + outcome.error().what);
        return false;
    }
    context.interrupted = !outcome->stopped_why.empty();
    if (context.interrupted)
        context.log(context.say("balayage arrêté, l'interface réseau ne revient pas : ",
                                "the scan was stopped, the network interface does not come back: ") +
                    outcome->stopped_why);
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
