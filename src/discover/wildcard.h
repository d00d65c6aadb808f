// SPDX-License-Identifier: Apache-2.0
// Tells names that exist from those that a wildcard invents. It is shown what names made of random letters answer;
// a load-balanced wildcard answers each time something else, so sets of answers are compared, not single ones.
#pragma once

#include <set>
#include <string>

#include "discover/lookup.h"

namespace vigie::discover {

// Random names asked at least, and at most while each still brings something new.
inline constexpr std::size_t kWildcardSamples = 3;
inline constexpr std::size_t kWildcardSamplesMost = 16;
// So many in a row without anything new: the answers are known.
inline constexpr std::size_t kWildcardQuiet = 4;

class Wildcard {
public:
    // A random name's answer; one that does not exist counts too.
    void add_sample(const Lookup& lookup);

    [[nodiscard]] bool present() const { return present_; }
    // Enough has been seen: nothing answers, all samples agree, or the latest brought nothing new.
    [[nodiscard]] bool settled() const;

    enum class Match {
        different,  // the name exists by itself
        same,       // answers as the wildcard does
        unclear     // another address among the wildcard's neighbours, while the wildcard keeps changing
    };
    [[nodiscard]] Match compare(const Lookup& lookup) const;

private:
    bool present_ = false;
    bool varying_ = false;
    std::size_t samples_ = 0;
    std::size_t quiet_ = 0;  // samples in a row that brought nothing new
    std::set<model::IpAddress> addresses_;
    std::set<model::CidrBlock> networks_;  // /24 and /48 of the addresses
    std::set<std::string> targets_;        // first alias of each sample
    std::set<std::string> target_parents_;
};

}  // namespace vigie::discover
