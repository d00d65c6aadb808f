// SPDX-License-Identifier: Apache-2.0
// Reads one address or block as a user wrote it. Refuses what is most often a slip (bits below the prefix, a range,
// a name) with the form that was probably meant, and what must never be probed (multicast, whole continents).
#pragma once

#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "model/address.h"
#include "perimeter/text.h"

namespace vigie::perimeter {

// At most this many addresses in one IPv4 block, and the same number in IPv6.
inline constexpr unsigned kShortestPrefixV4 = 12;
inline constexpr unsigned kShortestPrefixV6 = 108;

enum class BlockUse {
    probed,    // packets will be sent there: every rule applies
    described  // exclusions and fragile devices: form only
};

// laboratory: loopback is allowed.
tl::expected<model::CidrBlock, Text> read_block(std::string_view written, BlockUse use, bool laboratory);

// Addresses that no Internet host can reach (RFC 1918, RFC 4193, RFC 6598).
bool is_private(const model::CidrBlock& block);
bool overlap(const model::CidrBlock& a, const model::CidrBlock& b);
// The fewest blocks that cover first..last (IPv4); empty when last < first.
std::vector<model::CidrBlock> blocks_between(const model::IpAddress& first, const model::IpAddress& last);

}  // namespace vigie::perimeter
