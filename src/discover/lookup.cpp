// SPDX-License-Identifier: Apache-2.0
#include "discover/lookup.h"

#include <algorithm>

namespace vigie::discover {
namespace {

const dns::Record* alias_of(const dns::Message& message, const std::string& name) {
    for (const dns::Record& record : message.answers)
        if (record.type == dns::RecordType::cname && record.name == name && !record.target.empty()) return &record;
    return nullptr;
}

bool is_address(const dns::Record& record) {
    return record.type == dns::RecordType::a || record.type == dns::RecordType::aaaa;
}

}  // namespace

bool within(const std::string& name, const std::string& zone) {
    return zone.empty() || name == zone || name.ends_with("." + zone);
}

void walk(const dns::Message& message, const std::string& name, Lookup& lookup, const std::string& zone) {
    while (within(lookup.last(name), zone)) {
        const dns::Record* alias = alias_of(message, lookup.last(name));
        if (alias == nullptr) break;
        const bool seen = alias->target == name ||
                          std::find(lookup.chain.begin(), lookup.chain.end(), alias->target) != lookup.chain.end();
        if (seen || lookup.chain.size() >= kChainLimit) {
            lookup.loop = true;
            break;
        }
        lookup.chain.push_back(alias->target);
    }
    const bool found = message.rcode == dns::Rcode::no_error;
    if (found || !lookup.chain.empty()) lookup.exists = true;
    if (!within(lookup.last(name), zone)) return;
    lookup.dangling = message.rcode == dns::Rcode::no_such_name && !lookup.chain.empty();
    for (const dns::Record& record : message.answers) {
        if (!is_address(record) || record.name != lookup.last(name)) continue;
        const auto address = model::IpAddress::parse(record.rdata);
        if (!address) continue;
        const auto place = std::lower_bound(lookup.addresses.begin(), lookup.addresses.end(), *address);
        if (place == lookup.addresses.end() || *place != *address) lookup.addresses.insert(place, *address);
    }
}

}  // namespace vigie::discover
