// SPDX-License-Identifier: Apache-2.0
// Discovery by DNS: what the declared domains hold, which addresses their names lead to, and what the declared
// addresses are called. It only asks resolvers and the authoritative servers of declared domains, and only DNS
// questions. Names and addresses outside the perimeter are recorded and proposed, never contacted.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "discover/dns_client.h"
#include "discover/word_list.h"
#include "model/audit.h"
#include "model/perimeter.h"
#include "net/task.h"

namespace vigie::discover {

struct Discovery {
    std::vector<model::Name> names;  // by name
    // Declared addresses that have a name, and every other address that a name led to (in_scope = false); by address.
    std::vector<model::Asset> assets;
    std::vector<model::CoverageGap> not_tested;  // every question that nobody answered, grouped by reason
    // Addresses and names that seem to be the hospital's and are not declared: somebody should look and declare them.
    std::vector<std::string> proposed;
};

// done of total; what is "ch-exemple.fr" or "PTR".
using Progress = std::function<void(std::string_view what, std::size_t done, std::size_t total)>;

struct DiscoverOptions {
    DnsClientOptions dns;
    bool zone_transfers = true;
    std::size_t reverse_limit = 4096;  // declared addresses whose PTR is asked
};

// dialer, scope and perimeter must outlive the task. scope is given the authoritative servers of the declared
// domains (allow_dns), except those whose address no Internet host has: a hostile zone must not turn us inwards.
net::Task<Discovery> discover(net::Dialer& dialer, model::Scope& scope, const model::Perimeter& perimeter,
                              std::vector<model::IpAddress> resolvers, WordList words, Progress progress,
                              DiscoverOptions options = {});

}  // namespace vigie::discover
