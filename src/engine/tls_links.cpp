// SPDX-License-Identifier: Apache-2.0
#include "engine/tls_links.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

namespace vigie::engine {
namespace {

constexpr std::size_t kNamesLimit = 2000;
constexpr std::size_t kPlacesShown = 5;

}  // namespace

void mark_shared_keys(std::vector<model::Service>& services) {
    std::map<std::string, std::vector<const model::Service*>> by_key;
    for (const model::Service& service : services) {
        const std::string key = service.facts.text("certificate.key_fingerprint");
        if (!key.empty()) by_key[key].push_back(&service);
    }
    std::map<model::Endpoint, std::vector<std::string>> shared;
    for (const auto& [key, holders] : by_key)
        for (const model::Service* one : holders) {
            std::vector<std::string>& others = shared[one->endpoint];
            for (const model::Service* other : holders)
                if (other->endpoint.address != one->endpoint.address) others.push_back(other->endpoint.text());
        }
    for (model::Service& service : services)
        if (const auto found = shared.find(service.endpoint); found != shared.end())
            service.facts.set("certificate.key_shared_with", found->second);
}

void propose_certificate_names(model::Audit& audit, const model::Scope& scope) {
    std::set<std::string> known;
    for (const model::Name& name : audit.names) known.insert(name.name);
    std::map<std::string, std::vector<std::string>> seen;  // name -> where
    for (const model::Service& service : audit.services) {
        std::vector<std::string> names = service.facts.list("certificate.names");
        for (const std::string& name : service.facts.list("certificate.names_outside")) names.push_back(name);
        for (const std::string& shown : names) {
            const std::string name = base::to_lower(shown.starts_with("*.") ? shown.substr(2) : shown);
            const bool is_name = name.find('.') != std::string::npos && name.find(' ') == std::string::npos &&
                                 !model::IpAddress::parse(name);
            if (!is_name || known.contains(name) || seen.size() >= kNamesLimit) continue;
            std::vector<std::string>& places = seen[name];
            const std::string place = service.endpoint.text();
            if (std::find(places.begin(), places.end(), place) == places.end() && places.size() < kPlacesShown)
                places.push_back(place);
        }
    }
    for (const auto& [text, places] : seen) {
        model::Name name;
        name.name = text;
        name.in_scope = scope.owns_name(text);
        name.how_found = "certificate " + base::join(places, ", ");
        audit.names.push_back(std::move(name));
    }
    std::sort(audit.names.begin(), audit.names.end(),
              [](const model::Name& a, const model::Name& b) { return a.name < b.name; });
}

}  // namespace vigie::engine
