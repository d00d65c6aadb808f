// SPDX-License-Identifier: Apache-2.0
#include "discover/collector.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace vigie::discover {
namespace {

constexpr std::size_t kExamples = 20;
constexpr std::size_t kNameLimit = 20'000;  // names kept; a hostile zone must not fill the memory

// "host-192-0-2-7.isp.example": made from the address by whoever routes it, says nothing about its owner.
bool made_from_address(const std::string& name, const model::IpAddress& address) {
    if (!address.is_v4()) return false;
    const auto& b = address.bytes();
    for (const char* separator : {"-", ".", "x", "_"}) {
        const std::string forward = fmt::format("{1}{0}{2}{0}{3}{0}{4}", separator, b[0], b[1], b[2], b[3]);
        const std::string backward = fmt::format("{1}{0}{2}{0}{3}{0}{4}", separator, b[3], b[2], b[1], b[0]);
        if (name.find(forward) != std::string::npos || name.find(backward) != std::string::npos) return true;
    }
    return name.find(fmt::format("{:02x}{:02x}{:02x}{:02x}", b[0], b[1], b[2], b[3])) != std::string::npos;
}

}  // namespace

std::string reason(const base::Error& error) {
    return std::string(base::name_of(error.code)) + ": " + error.what;
}

bool is_special(const model::IpAddress& address) {
    constexpr std::array<std::string_view, 16> kSpecial{"0.0.0.0/8",
                                                        "10.0.0.0/8",
                                                        "100.64.0.0/10",
                                                        "127.0.0.0/8",
                                                        "169.254.0.0/16",
                                                        "172.16.0.0/12",
                                                        "192.168.0.0/16",
                                                        "198.18.0.0/15",
                                                        "224.0.0.0/4",
                                                        "240.0.0.0/4",
                                                        "::",
                                                        "::1",
                                                        "fc00::/7",
                                                        "fe80::/10",
                                                        "ff00::/8",
                                                        "64:ff9b::/96"};
    return std::any_of(kSpecial.begin(), kSpecial.end(), [&](std::string_view text) {
        const auto block = model::CidrBlock::parse(text);
        return block && block->contains(address);
    });
}

bool Collector::is_excluded(const model::IpAddress& address) const {
    return std::any_of(perimeter_.excluded.begin(), perimeter_.excluded.end(),
                       [&](const model::CidrBlock& block) { return block.contains(address); });
}

model::Name& Collector::name(const std::string& name, const std::string& how_found) {
    const auto found = names_.find(name);
    if (found != names_.end()) return found->second;
    if (names_.size() >= kNameLimit) {
        gap("names found by DNS", fmt::format("limit: only the first {} names are kept", kNameLimit));
        overflow_ = {};
        return overflow_;
    }
    model::Name& entry = names_[name];
    entry.name = name;
    entry.in_scope = scope_.owns_name(name);
    entry.how_found = how_found;
    return entry;
}

void Collector::address_of(const std::string& name, const model::IpAddress& address) {
    const auto entry = names_.find(name);
    if (entry == names_.end()) return;
    std::vector<std::string>& addresses = entry->second.addresses;
    const std::string text = address.text();
    if (std::find(addresses.begin(), addresses.end(), text) == addresses.end()) addresses.push_back(text);

    const bool declared = scope_.allows(address);
    model::Asset& asset = assets_[address];
    if (asset.names.empty()) {
        asset.address = address;
        asset.in_scope = declared;
        asset.how_found = declared ? "declared" : "dns " + name;
    }
    if (std::find(asset.names.begin(), asset.names.end(), name) == asset.names.end()) asset.names.push_back(name);
    if (declared || !entry->second.in_scope) return;
    entry->second.facts.set("name.outside", true);
    if (!is_excluded(address) && !is_special(address)) proposed_.insert(text);
}

void Collector::resolved(const std::string& name, const std::string& how_found, const Lookup& lookup) {
    model::Name& entry = this->name(name, how_found);
    if (!lookup.chain.empty()) {
        entry.facts.set("name.cname", lookup.chain.back());
        entry.facts.set("name.chain", lookup.chain);
        if (!lookup.loop && !lookup.open) entry.facts.set("name.dangling", lookup.dangling);
    }
    if (lookup.loop) gap("dns cname " + name, "malformed: the aliases lead in a circle or further than we follow");
    for (const model::IpAddress& address : lookup.addresses) address_of(name, address);
    for (const std::string& alias : lookup.chain) {
        this->name(alias, "dns cname " + name);
        if (alias != lookup.chain.back()) continue;
        for (const model::IpAddress& address : lookup.addresses) address_of(alias, address);
    }
}

void Collector::reverse(const model::IpAddress& address, const std::string& name) {
    model::Name& entry = this->name(name, "dns ptr " + address.text());
    entry.facts.append("name.ptr_of", address.text());
    model::Asset& asset = assets_[address];
    if (asset.names.empty()) {
        asset.address = address;
        asset.in_scope = scope_.allows(address);
        asset.how_found = asset.in_scope ? "declared" : "dns ptr " + address.text();
    }
    if (std::find(asset.names.begin(), asset.names.end(), name) == asset.names.end()) asset.names.push_back(name);
    if (!entry.in_scope && !made_from_address(name, address)) proposed_.insert(name);
}

void Collector::unanswered(const std::string& what, const std::string& why, const std::string& example) {
    Group& group = groups_[{what, why}];
    ++group.count;
    if (group.examples.size() < kExamples) group.examples.insert(example);
}

void Collector::gap(std::string what, std::string why) {
    gaps_.insert({std::move(what), std::move(why)});
}

Discovery Collector::take() {
    for (const auto& [key, group] : groups_) {
        std::string list = base::join({group.examples.begin(), group.examples.end()}, ", ");
        if (group.count > group.examples.size()) list += fmt::format(", +{}", group.count - group.examples.size());
        gaps_.insert({key.what + ": " + list, key.why});
    }
    Discovery out;
    for (auto& [key, entry] : names_) out.names.push_back(std::move(entry));
    for (auto& [key, asset] : assets_) out.assets.push_back(std::move(asset));
    out.not_tested.assign(gaps_.begin(), gaps_.end());
    out.proposed.assign(proposed_.begin(), proposed_.end());
    return out;
}

}  // namespace vigie::discover
