// SPDX-License-Identifier: Apache-2.0
#include "model/perimeter.h"

#include <algorithm>

namespace vigie::model {
namespace {

bool any_contains(const std::vector<CidrBlock>& blocks, const IpAddress& address) {
    return std::any_of(blocks.begin(), blocks.end(), [&](const CidrBlock& block) { return block.contains(address); });
}

constexpr Port kDnsPort = 53;
constexpr Port kHttpsPort = 443;

}  // namespace

Scope::Scope(const Perimeter& perimeter)
    : allowed_(perimeter.addresses),
      excluded_(perimeter.excluded),
      fragile_(perimeter.fragile),
      domains_(perimeter.domains),
      dns_servers_(perimeter.resolvers.begin(), perimeter.resolvers.end()),
      anonymous_(perimeter.authorisation.anonymous) {}

bool Scope::allows(const IpAddress& address) const {
    return any_contains(allowed_, address) && !any_contains(excluded_, address);
}

Permission Scope::permission(const Endpoint& endpoint) const {
    if (any_contains(excluded_, endpoint.address)) return Permission::denied;
    if (any_contains(allowed_, endpoint.address)) return Permission::full;
    if (endpoint.port == kDnsPort && endpoint.transport != Transport::icmp && dns_servers_.contains(endpoint.address))
        return Permission::dns_only;
    if (endpoint.port == kHttpsPort && endpoint.transport == Transport::tcp && web_servers_.contains(endpoint.address))
        return Permission::web_only;
    return Permission::denied;
}

bool Scope::is_fragile(const IpAddress& address) const {
    return any_contains(fragile_, address);
}

bool Scope::allows_anonymous(const IpAddress& address) const {
    return anonymous_ && allows(address) && !is_fragile(address);
}

bool Scope::owns_name(std::string_view name) const {
    return std::any_of(domains_.begin(), domains_.end(), [&](const std::string& domain) {
        return name == domain ||
               (name.size() > domain.size() && name.ends_with(domain) && name[name.size() - domain.size() - 1] == '.');
    });
}

bool within_windows(const std::vector<TimeWindow>& windows, int minute_of_day) {
    if (windows.empty()) return true;
    return std::any_of(windows.begin(), windows.end(), [&](const TimeWindow& window) {
        if (window.start_minute <= window.end_minute)
            return minute_of_day >= window.start_minute && minute_of_day < window.end_minute;
        return minute_of_day >= window.start_minute || minute_of_day < window.end_minute;
    });
}

bool is_paper_port(Port port) {
    return port == 515 || (port >= 9100 && port <= 9109) || (port >= 9112 && port <= 9116);
}

}  // namespace vigie::model
