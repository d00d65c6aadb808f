// SPDX-License-Identifier: Apache-2.0
#include "engine/udp_questions.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace vigie::engine {
namespace {

using model::Transport;
using protocols::Match;
using protocols::Protocol;

// Every question by its rank among those of its protocol on its port: 0 for the first way to ask there.
std::vector<std::vector<UdpQuestion>> questions_by_rank() {
    std::map<std::pair<std::string_view, model::Port>, std::size_t> seen;
    std::vector<std::vector<UdpQuestion>> out;
    const auto add = [&](const Protocol* way) {
        if (way->transport != Transport::udp || way->probe == nullptr) return;
        for (const model::Port port : way->usual_ports) {
            const std::size_t rank = seen[{way->name, port}]++;
            if (out.size() <= rank) out.resize(rank + 1);
            out[rank].push_back({port, way});
        }
    };
    for (const Protocol* way : protocols::all()) add(way);
    for (const Protocol* way : protocols::variants()) add(way);
    return out;
}

}  // namespace

std::vector<std::vector<UdpQuestion>> udp_rounds(const NetworkPlan& plan) {
    std::vector<std::vector<UdpQuestion>> out;
    if (!plan.udp) return out;
    const std::set<model::Port> wanted(plan.udp_ports.begin(), plan.udp_ports.end());
    for (const std::vector<UdpQuestion>& questions : questions_by_rank()) {
        std::vector<UdpQuestion> round;
        std::copy_if(questions.begin(), questions.end(), std::back_inserter(round),
                     [&](const UdpQuestion& question) { return wanted.empty() || wanted.contains(question.port); });
        out.push_back(std::move(round));
    }
    return out;
}

std::vector<model::Port> udp_ports_asked(const NetworkPlan& plan) {
    std::set<model::Port> ports;
    for (const std::vector<UdpQuestion>& round : udp_rounds(plan))
        for (const UdpQuestion& question : round)
            if (!model::is_paper_port(question.port)) ports.insert(question.port);
    return {ports.begin(), ports.end()};
}

UdpUnderstood understand_udp(const std::vector<UdpQuestion>& questions, model::Port port, base::Bytes reply) {
    UdpUnderstood best;
    for (const UdpQuestion& question : questions) {
        if (question.port != port) continue;
        const Match match = question.way->recognise(reply.first(std::min(reply.size(), question.way->reply_limit)));
        if (best.way == nullptr || match > best.match) best = {question.way, match};
    }
    return best;
}

}  // namespace vigie::engine
