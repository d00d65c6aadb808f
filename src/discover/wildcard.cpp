// SPDX-License-Identifier: Apache-2.0
#include "discover/wildcard.h"

#include <algorithm>
#include <array>

namespace vigie::discover {
namespace {

constexpr unsigned kNetworkBytesV4 = 3;
constexpr unsigned kNetworkBytesV6 = 6;

model::CidrBlock network_of(const model::IpAddress& address) {
    if (address.is_v4()) return {model::IpAddress::v4(address.v4_host_order() & 0xFFFFFF00U), 8 * kNetworkBytesV4};
    std::array<std::uint8_t, 16> bytes{};
    std::copy_n(address.bytes().begin(), kNetworkBytesV6, bytes.begin());
    return {model::IpAddress::v6(bytes), 8 * kNetworkBytesV6};
}

// "edge7.cdn.example" -> "cdn.example"
std::string parent_of(const std::string& name) {
    const auto dot = name.find('.');
    return dot == std::string::npos ? name : name.substr(dot + 1);
}

}  // namespace

void Wildcard::add_sample(const Lookup& lookup) {
    ++samples_;
    const std::size_t before = addresses_.size() + targets_.size();
    const bool first = !present_;
    if (lookup.exists && (!lookup.addresses.empty() || !lookup.chain.empty())) {
        present_ = true;
        for (const model::IpAddress& address : lookup.addresses) {
            addresses_.insert(address);
            networks_.insert(network_of(address));
        }
        if (!lookup.chain.empty()) {
            targets_.insert(lookup.chain.front());
            target_parents_.insert(parent_of(lookup.chain.front()));
        }
    }
    const bool news = addresses_.size() + targets_.size() > before;
    if (news && !first) varying_ = true;
    quiet_ = news ? 0 : quiet_ + 1;
}

bool Wildcard::settled() const {
    if (samples_ < kWildcardSamples) return false;
    return !varying_ || quiet_ >= kWildcardQuiet || samples_ >= kWildcardSamplesMost;
}

Wildcard::Match Wildcard::compare(const Lookup& lookup) const {
    if (!present_) return Match::different;
    if (!lookup.chain.empty()) {
        if (targets_.contains(lookup.chain.front())) return Match::same;
        // An alias of its own, unless the wildcard invents a new one for each name.
        if (targets_.size() > 1 && target_parents_.contains(parent_of(lookup.chain.front()))) return Match::same;
        return Match::different;
    }
    if (lookup.addresses.empty()) return Match::different;
    const auto known = [&](const model::IpAddress& address) { return addresses_.contains(address); };
    if (std::all_of(lookup.addresses.begin(), lookup.addresses.end(), known)) return Match::same;
    if (!varying_) return Match::different;
    const auto near = [&](const model::IpAddress& address) { return networks_.contains(network_of(address)); };
    return std::any_of(lookup.addresses.begin(), lookup.addresses.end(), near) ? Match::unclear : Match::different;
}

}  // namespace vigie::discover
