// SPDX-License-Identifier: Apache-2.0
// The order of all probes of a scan as arithmetic on one index: nothing is stored per probe, any index can be resumed.
//
// Probes go in rounds: each round visits every host once, always in the same shuffled order, so a host is visited at an
// even pace and never in a burst. A round is a ping, a UDP probe, or a TCP port; each host walks a shuffled list of
// ports from a start of its own. Likely TCP ports come first with the UDP probes spread among them, then the other
// ports. Fragile hosts (one packet per second) form a group of their own at the end: they must not slow the others.
// The tries of a probe follow it in time, not in this order: see passes.h. Shard i of n takes every n-th index.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/address.h"
#include "scan/permutation.h"

namespace vigie::scan {

struct Probe {
    enum class Kind : std::uint8_t { tcp, udp, echo, timestamp, ack } kind = Kind::tcp;
    std::uint32_t target = 0;  // index into the list of targets
    model::Port port = 0;      // TCP
    std::uint16_t udp = 0;     // index into the list of UDP probes
    bool operator==(const Probe&) const = default;
};

inline constexpr std::uint64_t kPingRounds = 3;

class Layout {
public:
    struct Shape {
        std::vector<bool> fragile;             // one per target
        std::vector<model::Port> first_ports;  // the likely ones
        std::vector<model::Port> other_ports;  // disjoint from first_ports
        std::uint16_t udp_probes = 0;
        bool pings = false;  // ICMP echo, ICMP timestamp, a TCP acknowledgement
        std::uint64_t seed = 0;
        std::uint32_t shard = 0;  // of shards, from 0
        std::uint32_t shards = 1;
    };
    explicit Layout(Shape shape);

    [[nodiscard]] std::uint64_t size() const { return size_; }  // of this shard
    [[nodiscard]] Probe at(std::uint64_t index) const;          // index < size()
    // Nothing when the probe is not part of the scan (or of this shard).
    [[nodiscard]] std::optional<std::uint64_t> index_of(const Probe& probe) const;
    // What one host is asked, in order: rounds() probes, of which this shard sends those that have an index.
    [[nodiscard]] std::uint64_t rounds() const { return rounds_; }
    [[nodiscard]] Probe probe_of_round(std::uint64_t round, std::uint32_t target) const;
    [[nodiscard]] std::uint64_t round_at(std::uint64_t index) const;

private:
    struct Group {
        std::vector<std::uint32_t> targets;
        Permutation order;
        std::uint64_t begin = 0;  // first index
    };
    // The walk of one host through one list of ports.
    struct Walk {
        std::vector<model::Port> ports;
        Permutation order;
    };
    [[nodiscard]] std::uint64_t start_of(const Walk& walk, std::uint32_t target) const;
    [[nodiscard]] const Group& group_of(std::uint64_t whole_index) const;
    [[nodiscard]] std::optional<std::uint64_t> round_of(const Probe& probe) const;
    [[nodiscard]] std::uint64_t tcp_before(std::uint64_t mixed_round) const;

    Shape shape_;
    std::uint64_t rounds_ = 0;
    std::uint64_t mixed_rounds_ = 0;  // TCP of mixed_ and UDP together
    Walk mixed_;                      // the likely ports, or all when there are none
    Walk rest_;
    std::array<Group, 2> groups_;  // ordinary, fragile
    std::vector<std::uint32_t> place_in_group_;
    std::vector<std::uint32_t> place_of_port_;  // place in its walk, or kNowhere
    std::vector<bool> port_is_mixed_;
    std::uint64_t whole_ = 0;  // of all shards
    std::uint64_t size_ = 0;
};

}  // namespace vigie::scan
