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
        : context_(context), questions_(questions), journaled_(journaled) {
        for (const NetworkPlan::KnownPort& port : context.open_ports) seen_.insert(port.endpoint);
    }

    void on_port(const model::Endpoint& endpoint, scan::PortState state, base::Bytes reply) override {
        if (state == scan::PortState::closed || state == scan::PortState::filtered ||
            state == scan::PortState::open_filtered)
            return;
        if (endpoint.transport == model::Transport::udp)
            on_datagram(endpoint, reply);
        else
            on_tcp_port(endpoint, state);
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
        context_.tell_packets();
    }

    bool should_stop() override { return context_.stop; }
    bool may_send_now() override { return context_.network.may_send_now(); }

private:
    // What was seen before the second contact comes first; a tarpit cannot be spoken to.
    void on_tcp_port(const model::Endpoint& endpoint, scan::PortState state) {
        tell({endpoint, "", {}, {}}, state);
        if (state == scan::PortState::tarpit) {
            forget(endpoint);
            context_.gap("blocked", endpoint.text(),
                         context_.say("accepte les connexions sans jamais rien laisser dire (tarpit)",
                                      "takes connections but never lets anything be said (a tarpit)"));
        } else if (seen_.insert(endpoint).second) {
            context_.open_ports.push_back({endpoint, "", {}, {}});
        }
    }

    // A port may be asked for several protocols: the reply that one of them understands best is kept.
    void on_datagram(const model::Endpoint& endpoint, base::Bytes reply) {
        const UdpUnderstood heard = understand_udp(questions_, endpoint.port, reply);
        const auto known = heard_.find(endpoint);
        if (heard.way == nullptr || (known != heard_.end() && known->second >= heard.match)) return;
        heard_[endpoint] = heard.match;
        forget(endpoint);
        NetworkPlan::KnownPort port{endpoint, std::string(heard.way->name), heard.way->probe(),
                                    base::ByteString(reply.begin(), reply.end())};
        tell(port, scan::PortState::open);
        context_.open_ports.push_back(std::move(port));
    }

    void forget(const model::Endpoint& endpoint) {
        std::erase_if(context_.open_ports,
                      [&](const NetworkPlan::KnownPort& port) { return port.endpoint == endpoint; });
    }

    void tell(const NetworkPlan::KnownPort& port, scan::PortState state) {
        context_.channel.send("port", port.endpoint.text(),
                              {{"state", scan::name_of(state)},
                               {"protocol", port.protocol},
                               {"request", base::to_base64(port.request)},
                               {"reply", base::to_base64(port.reply)}});
    }

    NetworkContext& context_;
    const std::vector<UdpQuestion>& questions_;
    bool journaled_;
    std::set<model::Endpoint> seen_;                     // over TCP
    std::map<model::Endpoint, protocols::Match> heard_;  // over UDP
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
        plan.to_confirm.clear();
        plan.slow_hosts.clear();
        plan.start_index = 0;
        plan.pings = false;
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

    Listener listener(context, first_round, true);
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
