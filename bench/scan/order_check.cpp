// SPDX-License-Identifier: Apache-2.0
// Enumerates a whole scan of more than 2^32 probes (65,600 hosts x 65,535 ports and pings) with a bitmap of every
// (host, probe): each must come exactly once, over all shards together. Takes minutes and 550 MB, hence not a unit
// test; layout_test.cpp does the same with small, prime and odd spaces.
#include <cstdio>
#include <numeric>
#include <vector>

#include "scan/layout.h"

int main() {
    using namespace vigie::scan;
    constexpr std::uint32_t kHosts = 65600;
    constexpr std::uint32_t kShards = 3;
    constexpr std::uint64_t kRow = 65536 + kPingRounds;  // places of one host: its ports, then its pings
    Layout::Shape shape;
    shape.fragile.assign(kHosts, false);
    for (std::uint32_t host = 0; host < kHosts; host += 1000) shape.fragile[host] = true;
    shape.first_ports.resize(300);
    std::iota(shape.first_ports.begin(), shape.first_ports.end(), vigie::model::Port{1});
    shape.other_ports.resize(65235);
    std::iota(shape.other_ports.begin(), shape.other_ports.end(), vigie::model::Port{301});
    shape.pings = true;
    shape.seed = 42;
    shape.shards = kShards;
    std::vector<std::uint64_t> bitmap(kHosts * kRow / 64 + 1);
    std::uint64_t seen = 0;
    for (shape.shard = 0; shape.shard < kShards; ++shape.shard) {
        const Layout layout(shape);
        for (std::uint64_t index = 0; index < layout.size(); ++index) {
            const Probe probe = layout.at(index);
            const std::uint64_t column =
                probe.kind == Probe::Kind::tcp ? probe.port : 65533 + static_cast<std::uint64_t>(probe.kind) + 1;
            const std::uint64_t place = probe.target * kRow + column;
            std::uint64_t& word = bitmap[place / 64];
            const std::uint64_t bit = std::uint64_t{1} << (place % 64);
            if ((word & bit) != 0) {
                std::printf("not ok - index %llu of shard %u comes twice\n", static_cast<unsigned long long>(index),
                            shape.shard);
                return 1;
            }
            word |= bit;
            ++seen;
        }
    }
    const std::uint64_t expected = std::uint64_t{kHosts} * (65535 + kPingRounds);
    std::printf("%s - %llu probes, each exactly once, in %u shards (2^32 is 4294967296)\n",
                seen == expected ? "ok" : "not ok", static_cast<unsigned long long>(seen), kShards);
    return seen == expected ? 0 : 1;
}
