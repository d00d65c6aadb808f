// SPDX-License-Identifier: Apache-2.0
#include "net/hops.h"

#include <algorithm>

namespace vigie::net {
namespace {

constexpr std::chrono::milliseconds kLookWhenUnresolved{50};
constexpr std::chrono::seconds kLookAnyway{2};
constexpr int kCostShare = 50;  // looking takes at most a fiftieth of the time

}  // namespace

base::Result<std::uint32_t> Hops::number_for(const model::IpAddress& destination, int interface) {
    const auto route = routes_->find(destination, interface);
    if (!route) return tl::unexpected(route.error());
    const auto known = numbers_.find(*route);
    if (known != numbers_.end()) return known->second;
    auto link = links_.find(route->interface);
    if (link == links_.end()) {
        const auto asked = routes_->link(route->interface);
        if (!asked) return tl::unexpected(asked.error());
        link = links_.emplace(route->interface, *asked).first;
    }
    Hop hop;
    hop.route = *route;
    hop.is_ethernet = link->second.is_ethernet;
    hop.is_gateway = route->next_hop != destination;
    hop.ours = link->second.address;
    if (hop.is_ethernet) ++unresolved_;
    has_v6_ = has_v6_ || !route->next_hop.is_v4();
    const auto number = static_cast<std::uint32_t>(hops_.size());
    hops_.push_back(hop);
    numbers_.emplace(*route, number);
    return number;
}

void Hops::look_again(TimePoint now) {
    std::chrono::steady_clock::duration pause = kLookAnyway;
    if (unresolved_ > 0) pause = std::max<std::chrono::steady_clock::duration>(kLookWhenUnresolved, cost_ * kCostShare);
    if (now - looked_ >= pause) look_now(now);
}

void Hops::look_now(TimePoint now) {
    looked_ = now;
    const TimePoint begin = std::chrono::steady_clock::now();
    std::map<std::pair<int, model::IpAddress>, HardwareAddress> table;
    const auto take = [&](int interface, const model::IpAddress& address, const HardwareAddress& hardware) {
        table.insert_or_assign({interface, address}, hardware);
    };
    (void)routes_->neighbours(false, take);
    if (has_v6_) (void)routes_->neighbours(true, take);
    unresolved_ = 0;
    for (Hop& hop : hops_) {
        if (!hop.is_ethernet) continue;
        const auto found = table.find({hop.route.interface, hop.route.next_hop});
        hop.next = found == table.end() ? std::nullopt : std::optional(found->second);
        if (!hop.next) ++unresolved_;
    }
    cost_ = std::chrono::steady_clock::now() - begin;
}

}  // namespace vigie::net
