// SPDX-License-Identifier: Apache-2.0
// All that the network process is told before it starts. It is built by the parent, inherited over fork, and never
// changes: the network process has no file to read and nothing to ask.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "catalog/fingerprints.h"
#include "catalog/web.h"
#include "discover/word_list.h"
#include "engine/profile.h"
#include "model/audit.h"
#include "scan/scan.h"

namespace vigie::engine {

struct NetworkPlan {
    std::string lang = "fr";  // of what is told and of coverage gaps
    model::Perimeter perimeter;
    Caps caps;
    std::vector<model::IpAddress> targets;  // every declared address, exclusions removed
    std::vector<model::IpAddress> resolvers;
    std::vector<model::Port> tcp_ports;
    std::vector<model::Port> priority_ports;
    bool udp = true;
    std::vector<model::Port> udp_ports;  // empty = every port that a protocol of ours usually has
    std::uint32_t shard = 0;             // of shards: this machine sends every shards-th probe only
    std::uint32_t shards = 1;
    std::string interface;  // "" = as the routes say
    bool discover = true;
    bool scan = true;
    bool identify = true;
    discover::WordList words;
    const catalog::Fingerprints* fingerprints = nullptr;
    const catalog::WebCatalogue* web = nullptr;
    // `vigie inspect`: exactly these, without discovery or scan.
    std::vector<model::Endpoint> only_services;

    // What an interrupted run already knows.
    bool discovered = false;
    bool scanned = false;
    std::uint64_t seed = 0;
    std::uint64_t scan_index = 0;
    std::uint64_t packets_before = 0;  // that an interrupted run has sent
    std::vector<scan::SlowHost> slow_hosts;
    std::map<std::string, std::vector<std::string>> names_of;  // address -> names
    struct KnownPort {
        model::Endpoint endpoint;
        std::string protocol;      // UDP: the probe that was answered
        base::ByteString request;  // UDP: what was sent
        base::ByteString reply;
        bool is_unconfirmed = false;  // TCP: the second contact was still to be made
    };
    std::vector<KnownPort> known_ports;
    std::set<model::IpAddress> answers_every_port;
    std::set<model::Endpoint> identified;
};

}  // namespace vigie::engine
