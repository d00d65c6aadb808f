// SPDX-License-Identifier: Apache-2.0
#include "scan/layout.h"

#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

namespace vigie::scan {
namespace {

std::vector<model::Port> port_range(model::Port first, std::size_t count) {
    std::vector<model::Port> out(count);
    std::iota(out.begin(), out.end(), first);
    return out;
}

using Key = std::tuple<int, std::uint32_t, unsigned>;
Key key_of(const Probe& probe) {
    return {static_cast<int>(probe.kind), probe.target,
            probe.kind == Probe::Kind::udp ? unsigned{probe.udp} : unsigned{probe.port}};
}

TEST(Layout, EveryProbeComesExactlyOnceAndItsIndexIsFoundBack) {
    struct Case {
        std::size_t targets, fragile, first, other;
        std::uint16_t udp;
        bool echo;
    };
    for (const Case& one :
         {Case{1, 0, 1, 0, 0, false}, Case{1, 0, 0, 1, 0, false}, Case{1, 1, 3, 4, 1, true}, Case{2, 0, 7, 0, 7, true},
          Case{3, 1, 11, 101, 5, true}, Case{7, 0, 5, 13, 23, false}, Case{4, 0, 0, 0, 9, false},
          Case{5, 5, 0, 17, 3, true}, Case{13, 2, 300, 700, 60, true}, Case{9, 0, 0, 0, 0, true}}) {
        Layout::Shape shape{.fragile = std::vector<bool>(one.targets),
                            .first_ports = port_range(100, one.first),
                            .other_ports = port_range(2000, one.other),
                            .udp_probes = one.udp,
                            .pings = one.echo,
                            .seed = 99};
        for (std::size_t i = 0; i < one.fragile; ++i) shape.fragile[i] = true;
        const Layout layout(shape);
        std::set<Key> seen;

        for (std::uint64_t index = 0; index < layout.size(); ++index) {
            const Probe probe = layout.at(index);
            ASSERT_TRUE(seen.insert(key_of(probe)).second) << index;
            ASSERT_EQ(layout.index_of(probe), index);
        }

        EXPECT_EQ(seen.size(), one.targets * (one.first + one.other + one.udp + (one.echo ? 3 : 0)));
    }
}

TEST(Layout, CoversAllPortsOfManyHosts) {
    const Layout layout({.fragile = std::vector<bool>(13),
                         .first_ports = port_range(1, 300),
                         .other_ports = port_range(301, 65235),
                         .udp_probes = 0,
                         .pings = false,
                         .seed = 5});
    ASSERT_EQ(layout.size(), 13U * 65535U);
    std::vector<bool> seen(13 * 65536);

    for (std::uint64_t index = 0; index < layout.size(); ++index) {
        const Probe probe = layout.at(index);
        ASSERT_NE(probe.port, 0);
        const std::size_t place = probe.target * std::size_t{65536} + probe.port;
        ASSERT_FALSE(seen[place]);
        seen[place] = true;
    }
}

TEST(Layout, EveryRoundVisitsEveryHostOnce) {
    const Layout layout({.fragile = std::vector<bool>(10),
                         .first_ports = port_range(1, 20),
                         .other_ports = port_range(100, 50),
                         .udp_probes = 4,
                         .pings = true,
                         .seed = 3});

    for (std::uint64_t round = 0; round < layout.size() / 10; ++round) {
        std::set<std::uint32_t> hosts;
        for (std::uint64_t slot = 0; slot < 10; ++slot) hosts.insert(layout.at(round * 10 + slot).target);
        EXPECT_EQ(hosts.size(), 10U);
    }
}

TEST(Layout, LikelyPortsComeFirstAndFragileHostsLast) {
    Layout::Shape shape{.fragile = {false, true, false},
                        .first_ports = port_range(1, 5),
                        .other_ports = port_range(100, 20),
                        .udp_probes = 2,
                        .pings = true,
                        .seed = 3};
    const Layout layout(shape);

    for (std::uint64_t index = 0; index < layout.size(); ++index) {
        const Probe probe = layout.at(index);
        EXPECT_EQ(probe.target == 1, index >= 2 * 30) << index;
        const bool is_other = (index % 60) / (index < 60 ? 2 : 1) >= 10;
        EXPECT_EQ(probe.kind == Probe::Kind::echo, index < 2 || index == 60) << index;
        EXPECT_EQ(probe.kind == Probe::Kind::ack, index == 4 || index == 5 || index == 62) << index;
        EXPECT_TRUE(probe.kind != Probe::Kind::tcp || (probe.port >= 100) == is_other) << index;
    }
}

TEST(Layout, UdpProbesAreSpreadAmongTheLikelyPorts) {
    const Layout layout({.fragile = {false},
                         .first_ports = port_range(1, 90),
                         .other_ports = port_range(100, 10),
                         .udp_probes = 10,
                         .pings = false,
                         .seed = 3});
    std::uint64_t last = 0;

    for (std::uint64_t index = 0; index < 100; ++index) {
        if (layout.at(index).kind != Probe::Kind::udp) continue;
        EXPECT_GE(index - last, 9U);
        last = index;
    }
    EXPECT_EQ(last, 99U);
}

TEST(Layout, ShardsShareEveryProbeBetweenThem) {
    for (const std::uint32_t shards : {2U, 3U, 7U, 64U, 5000U}) {
        Layout::Shape shape{.fragile = {false, true, false, false, true},
                            .first_ports = port_range(100, 31),
                            .other_ports = port_range(2000, 200),
                            .udp_probes = 11,
                            .pings = true,
                            .seed = 7,
                            .shard = 0,
                            .shards = 1};
        const Layout whole(shape);
        std::set<Key> seen;
        std::uint64_t sum = 0;

        for (std::uint32_t shard = 0; shard < shards; ++shard) {
            shape.shard = shard;
            shape.shards = shards;
            const Layout part(shape);
            sum += part.size();
            for (std::uint64_t index = 0; index < part.size(); ++index) {
                const Probe probe = part.at(index);
                ASSERT_TRUE(seen.insert(key_of(probe)).second);
                ASSERT_EQ(part.index_of(probe), index);
                ASSERT_EQ(part.probe_of_round(part.round_at(index), probe.target), probe);
            }
        }

        EXPECT_EQ(sum, whole.size());
        EXPECT_EQ(seen.size(), whole.size());
    }
}

TEST(Layout, APortOutsideTheScanHasNoIndex) {
    const Layout layout(
        {.fragile = {false}, .first_ports = {22}, .other_ports = {}, .udp_probes = 0, .pings = false, .seed = 1});

    EXPECT_FALSE(layout.index_of({Probe::Kind::tcp, 0, 23, 0}));
    EXPECT_FALSE(layout.index_of({Probe::Kind::tcp, 1, 22, 0}));
    EXPECT_FALSE(layout.index_of({Probe::Kind::udp, 0, 0, 0}));
    EXPECT_FALSE(layout.index_of({Probe::Kind::echo, 0, 0, 0}));
    EXPECT_TRUE(layout.index_of({Probe::Kind::tcp, 0, 22, 0}));
}

}  // namespace
}  // namespace vigie::scan
