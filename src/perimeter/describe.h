// SPDX-License-Identifier: Apache-2.0
// What `vigie check` prints: what would be probed, in whose name, how fast, and how long it would take at least.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/perimeter.h"

namespace vigie::perimeter {

// What a profile sends at most; 0 = no cap.
struct Caps {
    std::string profile;
    std::uint32_t packets_per_second = 0;
    std::uint32_t packets_per_second_per_address = 0;
};

// The profile's caps lowered by those of the file; the file never raises them.
Caps effective_caps(const model::Perimeter& perimeter, Caps caps);

struct AddressCount {
    std::uint64_t v4 = 0;
    std::uint64_t v6 = 0;
    bool operator==(const AddressCount&) const = default;
};

// Different addresses in blocks that are not in excluded. Blocks may overlap.
AddressCount count_addresses(const std::vector<model::CidrBlock>& blocks,
                             const std::vector<model::CidrBlock>& excluded);

// One SYN to each of the 65,536 TCP ports of each address, none repeated: a lower bound of the scan alone.
struct Estimate {
    std::uint64_t packets = 0;
    std::uint64_t seconds = 0;             // of sending; 0 when nothing caps it
    std::uint64_t minutes_per_day = 1440;  // in which the time windows let packets leave
    std::uint64_t calendar_seconds = 0;    // with the windows
};
Estimate estimate(const model::Perimeter& perimeter, const Caps& caps);

// Several lines, each ended. caps are the profile's; lang is "fr" or "en".
std::string describe(const model::Perimeter& perimeter, const Caps& caps, std::string_view lang = "fr");

}  // namespace vigie::perimeter
