// SPDX-License-Identifier: Apache-2.0
// Which datagrams a scan sends to which port, and in which round. It exists so that what is sent and what the report
// says was asked come from one list. Pure; never decides what a port is.
#pragma once

#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "engine/network_plan.h"
#include "protocols/protocol.h"

namespace vigie::engine {

struct UdpQuestion {
    model::Port port = 0;
    const protocols::Protocol* way = nullptr;
};

// The first round asks each protocol in its first way over UDP; every later round is only for ports that stayed
// silent, and holds at most one further way of each protocol. The ports that the plan does not want are left out.
std::vector<std::vector<UdpQuestion>> udp_rounds(const NetworkPlan& plan);

// Every port of every round, ascending, each once: what the report may say was asked.
std::vector<model::Port> udp_ports_asked(const NetworkPlan& plan);

// Among the questions that were sent to the port, the one that these bytes answer best; null when none was sent there.
struct UdpUnderstood {
    const protocols::Protocol* way = nullptr;
    protocols::Match match = protocols::Match::no;  // no: the bytes are of none of the protocols asked there
};
UdpUnderstood understand_udp(const std::vector<UdpQuestion>& questions, model::Port port, base::Bytes reply);

}  // namespace vigie::engine
