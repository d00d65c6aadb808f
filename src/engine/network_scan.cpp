// SPDX-License-Identifier: Apache-2.0
// The scan stage inside the network process: hands the plan to scan/ and what it hears to the parent.
#include <algorithm>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "engine/network_context.h"
#include "engine/udp_questions.h"
#include "protocols/protocol.h"
#include "scan/scan.h"

namespace vigie::engine {
namespace {

using nlohmann::json;

using IsAnswer = bool (*)(base::Bytes);

// What tells an answer from a port that was not asked: TFTP opens one for each transfer (RFC 1350 section 4), devices
// that announce themselves often send from a socket of their own.
IsAnswer answers_elsewhere(std::string_view protocol) {
    using protocols::find;
    using protocols::Match;
    if (protocol == "tftp") return [](base::Bytes bytes) { return find("tftp")->recognise(bytes) != Match::no; };
    if (protocol == "ssdp") return [](base::Bytes bytes) { return find("ssdp")->recognise(bytes) == Match::sure; };
    if (protocol == "wsd") return [](base::Bytes bytes) { return find("wsd")->recognise(bytes) == Match::sure; };
    return nullptr;
}

std::vector<scan::UdpProbe> udp_probes(const std::vector<UdpQuestion>& questions) {
    std::vector<scan::UdpProbe> out;
    for (const UdpQuestion& question : questions)
        out.push_back({question.port, std::string(question.way->name), question.way->probe(),
                       answers_elsewhere(question.way->name)});
    return out;
}

class Listener final : public scan::ScanEvents {
public:
    // journaled: progress and checkpoints are those of the whole scan.
    Listener(NetworkContext& context, const std::vector<UdpQuestion>& questions, bool journaled)
        : context_(context), questions_(questions), journaled_(journaled) {}

    void on_port(const model::Endpoint& endpoint, scan::PortState state, base::Bytes reply) override {
        if (state != scan::PortState::open) return;
        if (endpoint.transport == model::Transport::udp)
            on_datagram(endpoint, reply);
        else
            keep({endpoint, "", {}, {}});
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
    // A port may be asked for several protocols: the reply that one of them understands best is kept.
    void on_datagram(const model::Endpoint& endpoint, base::Bytes reply) {
        const UdpUnderstood heard = understand_udp(questions_, endpoint.port, reply);
        const auto known = heard_.find(endpoint);
        if (heard.way == nullptr || (known != heard_.end() && known->second >= heard.match)) return;
        heard_[endpoint] = heard.match;
        std::erase_if(context_.open_ports,
                      [&](const NetworkPlan::KnownPort& port) { return port.endpoint == endpoint; });
        keep(
            {endpoint, std::string(heard.way->name), heard.way->probe(), base::ByteString(reply.begin(), reply.end())});
    }

    void keep(NetworkPlan::KnownPort port) {
        context_.channel.send("port", port.endpoint.text(),
                              {{"state", scan::name_of(scan::PortState::open)},
                               {"protocol", port.protocol},
                               {"request", base::to_base64(port.request)},
                               {"reply", base::to_base64(port.reply)}});
        context_.open_ports.push_back(std::move(port));
    }

    NetworkContext& context_;
    const std::vector<UdpQuestion>& questions_;
    bool journaled_;
    std::map<model::Endpoint, protocols::Match> heard_;  // over UDP
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

using Targets = std::vector<model::IpAddress>;

// The addresses of the plan that did not answer on this port.
Targets silent_on(const NetworkContext& context, model::Port port) {
    std::set<model::IpAddress> answered;
    for (const NetworkPlan::KnownPort& known : context.open_ports)
        if (known.endpoint.transport == model::Transport::udp && known.endpoint.port == port)
            answered.insert(known.endpoint.address);
    Targets out;
    for (const model::IpAddress& target : context.plan.targets)
        if (!answered.contains(target)) out.push_back(target);
    return out;
}

// Second ways to ask (SNMP 1 and 3, IKE 1) go only where the first met silence: a server that answered already must
// not be known by its poorest answer. Ports with the same silent addresses share one scan.
bool ask_second_way(NetworkContext& context, const scan::ScanPlan& first, const std::vector<UdpQuestion>& round) {
    std::map<Targets, std::vector<UdpQuestion>> together;
    for (const UdpQuestion& question : round) together[silent_on(context, question.port)].push_back(question);
    for (const auto& [targets, questions] : together) {
        if (targets.empty()) continue;
        scan::ScanPlan plan = first;
        plan.tcp_ports.clear();
        plan.known_open.clear();
        plan.start_index = 0;
        plan.icmp_echo = false;
        plan.udp_probes = udp_probes(questions);
        plan.targets = targets;
        Listener listener(context, questions, false);
        const auto outcome = context.network.scan(plan, listener);
        if (!outcome) {
            for (const UdpQuestion& question : questions)
                context.gap("not_tested", std::to_string(question.port) + "/udp " + std::string(question.way->name),
                            outcome.error().what);
            continue;
        }
        if (outcome->stopped) return false;
    }
    return true;
}

}  // namespace

bool run_scan_stage(NetworkContext& context) {
    const std::vector<std::vector<UdpQuestion>> rounds = udp_rounds(context.plan);
    const std::vector<UdpQuestion> first_round = rounds.empty() ? std::vector<UdpQuestion>{} : rounds.front();
    scan::ScanPlan plan;
    plan.targets = context.plan.targets;
    plan.tcp_ports = context.plan.tcp_ports;
    plan.priority_ports = context.plan.priority_ports;
    plan.udp_probes = udp_probes(first_round);
    plan.seed = context.plan.seed;
    plan.start_index = context.plan.scan_index;
    plan.retries = context.plan.caps.scan_tries - 1;
    for (const NetworkPlan::KnownPort& port : context.plan.known_ports)
        if (port.endpoint.transport == model::Transport::tcp) plan.known_open.push_back(port.endpoint);
    context.open_ports = context.plan.known_ports;

    Listener listener(context, first_round, true);
    const base::Result<scan::ScanOutcome> outcome = context.network.scan(plan, listener);
    if (!outcome) {
        context.gap("not_tested", "scan", outcome.error().what);
        context.log(context.say("balayage : ", "scan: ") + outcome.error().what);
        return false;
    }
    if (outcome->stopped) return false;
    for (std::size_t i = 1; i < rounds.size(); ++i)
        if (!ask_second_way(context, plan, rounds[i])) return false;
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
