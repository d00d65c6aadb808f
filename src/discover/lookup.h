// SPDX-License-Identifier: Apache-2.0
// What one name leads to: the aliases on the way and the addresses at the end. Pure: it walks the records of an
// answer; asking further questions is the caller's.
#pragma once

#include <string>
#include <vector>

#include "model/address.h"
#include "protocols/dns/message.h"

namespace vigie::discover {

namespace dns = protocols::dns;

// Longer chains of aliases are a fault or an attack.
inline constexpr std::size_t kChainLimit = 8;

struct Lookup {
    bool exists = false;             // the name, or an alias of it, is there (NOERROR), with or without addresses
    std::vector<std::string> chain;  // alias targets in order, without the name itself
    std::vector<model::IpAddress> addresses;  // sorted, each once
    bool loop = false;                        // an alias leads back, or the chain is too long
    bool dangling = false;                    // the last alias leads to a name that does not exist
    bool open = false;                        // nobody could tell where the last alias leads

    // The name at the end of the chain so far.
    [[nodiscard]] const std::string& last(const std::string& name) const { return chain.empty() ? name : chain.back(); }
};

// Goes on from the end of the lookup's chain through the answers: follows aliases and takes the addresses at the
// end. Records about other names are ignored: a server may put anything there. zone: the answer is of that zone's own
// server, which knows nothing of what lies outside of it; "" = of a resolver.
void walk(const dns::Message& message, const std::string& name, Lookup& lookup, const std::string& zone = "");

// The name is the zone's or below it; every name is within "".
bool within(const std::string& name, const std::string& zone);

}  // namespace vigie::discover
