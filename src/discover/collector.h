// SPDX-License-Identifier: Apache-2.0
// What discovery has found so far. Decides what is inside the perimeter, what is proposed, and groups the questions
// that stayed without an answer. No I/O.
#pragma once

#include <map>
#include <set>
#include <string>

#include "discover/discover.h"
#include "discover/lookup.h"

namespace vigie::discover {

class Collector {
public:
    // Both must outlive the collector.
    Collector(const model::Perimeter& perimeter, const model::Scope& scope) : perimeter_(perimeter), scope_(scope) {}

    // The entry of name, made when new; how_found is kept from the first time.
    model::Name& name(const std::string& name, const std::string& how_found);
    // A name that resolves: its aliases become names of their own, its addresses assets.
    void resolved(const std::string& name, const std::string& how_found, const Lookup& lookup);
    // One address of a name. An undeclared address is proposed when the name is the hospital's.
    void address_of(const std::string& name, const model::IpAddress& address);
    // The PTR of a declared address.
    void reverse(const model::IpAddress& address, const std::string& name);
    // A question without an answer, grouped with others of the same what and why; example names one of them.
    void unanswered(const std::string& what, const std::string& why, const std::string& example);
    void gap(std::string what, std::string why);

    [[nodiscard]] bool is_excluded(const model::IpAddress& address) const;
    [[nodiscard]] bool holds(const std::string& name) const { return names_.contains(name); }

    Discovery take();

private:
    struct Group {
        std::size_t count = 0;
        std::set<std::string> examples;
    };
    const model::Perimeter& perimeter_;
    const model::Scope& scope_;
    std::map<std::string, model::Name> names_;
    std::map<model::IpAddress, model::Asset> assets_;
    std::set<std::string> proposed_;
    std::map<model::CoverageGap, Group> groups_;
    std::set<model::CoverageGap> gaps_;
    model::Name overflow_;  // takes what is said of names beyond the limit, and forgets it
};

// "timeout: no answer in time", as gaps and attempts are written.
std::string reason(const base::Error& error);
// Loopback, private, link-local, multicast, broadcast, unspecified: no server of the Internet has such an address.
bool is_special(const model::IpAddress& address);

}  // namespace vigie::discover
