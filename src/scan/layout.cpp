// SPDX-License-Identifier: Apache-2.0
#include "scan/layout.h"

#include <algorithm>
#include <limits>

#include "scan/port_spec.h"

namespace vigie::scan {
namespace {

constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();

}  // namespace

Layout::Layout(Shape shape)
    : shape_(std::move(shape)),
      place_in_group_(shape_.fragile.size()),
      place_of_port_(kPortNumbers, kNowhere),
      port_is_mixed_(kPortNumbers) {
    mixed_.ports = std::move(shape_.first_ports);
    rest_.ports = std::move(shape_.other_ports);
    if (mixed_.ports.empty()) std::swap(mixed_.ports, rest_.ports);
    mixed_.order = Permutation(mixed_.ports.size(), spread(shape_.seed ^ 1U));
    rest_.order = Permutation(rest_.ports.size(), spread(shape_.seed ^ 2U));
    for (const Walk* walk : {&mixed_, &rest_}) {
        for (std::size_t place = 0; place < walk->ports.size(); ++place) {
            place_of_port_[walk->ports[place]] = static_cast<std::uint32_t>(place);
            port_is_mixed_[walk->ports[place]] = walk == &mixed_;
        }
    }
    mixed_rounds_ = mixed_.ports.size() + shape_.udp_probes;
    rounds_ = (shape_.pings ? kPingRounds : 0) + mixed_rounds_ + rest_.ports.size();
    for (std::size_t target = 0; target < shape_.fragile.size(); ++target) {
        Group& group = groups_.at(shape_.fragile[target] ? 1 : 0);
        place_in_group_[target] = static_cast<std::uint32_t>(group.targets.size());
        group.targets.push_back(static_cast<std::uint32_t>(target));
    }
    for (Group& group : groups_) {
        group.order = Permutation(group.targets.size(), spread(shape_.seed ^ 3U));
        group.begin = whole_;
        whole_ += rounds_ * group.targets.size();
    }
    shape_.shards = std::max(1U, shape_.shards);
    if (whole_ > shape_.shard) size_ = (whole_ - shape_.shard + shape_.shards - 1) / shape_.shards;
}

std::uint64_t Layout::start_of(const Walk& walk, std::uint32_t target) const {
    return spread(shape_.seed + target) % walk.ports.size();
}

// UDP probes sit evenly among the TCP rounds: probe k comes when k/udp of them have passed.
std::uint64_t Layout::tcp_before(std::uint64_t mixed_round) const {
    return mixed_round - mixed_round * shape_.udp_probes / mixed_rounds_;
}

Probe Layout::probe_of_round(std::uint64_t round, std::uint32_t target) const {
    if (shape_.pings) {
        constexpr std::array kPings{Probe::Kind::echo, Probe::Kind::timestamp, Probe::Kind::ack};
        if (round < kPingRounds) return {kPings.at(round), target, 0, 0};
        round -= kPingRounds;
    }
    const Walk* walk = &mixed_;
    if (round < mixed_rounds_) {
        const std::uint64_t before = tcp_before(round);
        if (tcp_before(round + 1) == before)
            return {Probe::Kind::udp, target, 0, static_cast<std::uint16_t>(round - before)};
        round = before;
    } else {
        round -= mixed_rounds_;
        walk = &rest_;
    }
    const std::uint64_t step = (round + start_of(*walk, target)) % walk->ports.size();
    return {Probe::Kind::tcp, target, walk->ports[walk->order.at(step)], 0};
}

const Layout::Group& Layout::group_of(std::uint64_t whole_index) const {
    return groups_[1].targets.empty() || whole_index < groups_[1].begin ? groups_[0] : groups_[1];
}

Probe Layout::at(std::uint64_t index) const {
    const std::uint64_t whole_index = index * shape_.shards + shape_.shard;
    const Group& group = group_of(whole_index);
    const std::uint64_t inside = whole_index - group.begin;
    const std::uint64_t slot = inside % group.targets.size();
    return probe_of_round(inside / group.targets.size(), group.targets[group.order.at(slot)]);
}

std::uint64_t Layout::round_at(std::uint64_t index) const {
    const std::uint64_t whole_index = index * shape_.shards + shape_.shard;
    const Group& group = group_of(whole_index);
    return (whole_index - group.begin) / group.targets.size();
}

std::optional<std::uint64_t> Layout::round_of(const Probe& probe) const {
    const std::uint64_t skipped = shape_.pings ? kPingRounds : 0;
    const auto ping = [&](std::uint64_t round) { return shape_.pings ? std::optional(round) : std::nullopt; };
    switch (probe.kind) {
        case Probe::Kind::echo: return ping(0);
        case Probe::Kind::timestamp: return ping(1);
        case Probe::Kind::ack: return ping(2);
        case Probe::Kind::udp: {
            if (probe.udp >= shape_.udp_probes) return std::nullopt;
            // The smallest round r with (r + 1) * udp / rounds == probe + 1.
            const std::uint64_t count = probe.udp + std::uint64_t{1};
            return skipped + (count * mixed_rounds_ + shape_.udp_probes - 1) / shape_.udp_probes - 1;
        }
        case Probe::Kind::tcp: break;
    }
    const std::uint32_t place = place_of_port_[probe.port];
    if (place == kNowhere) return std::nullopt;
    const bool is_mixed = port_is_mixed_[probe.port];
    const Walk& walk = is_mixed ? mixed_ : rest_;
    const std::uint64_t count = walk.ports.size();
    const std::uint64_t tcp_round = (walk.order.index_of(place) + count - start_of(walk, probe.target)) % count;
    if (!is_mixed) return skipped + mixed_rounds_ + tcp_round;
    // The round r, not a UDP one, with tcp_before(r) == tcp_round: the last r with that value. Found by halving.
    std::uint64_t low = tcp_round;
    std::uint64_t high = mixed_rounds_ - 1;
    while (low < high) {
        const std::uint64_t middle = low + (high - low + 1) / 2;
        if (tcp_before(middle) <= tcp_round)
            low = middle;
        else
            high = middle - 1;
    }
    return skipped + low;
}

std::optional<std::uint64_t> Layout::index_of(const Probe& probe) const {
    if (probe.target >= place_in_group_.size()) return std::nullopt;
    const auto round = round_of(probe);
    if (!round) return std::nullopt;
    const Group& group = groups_.at(shape_.fragile[probe.target] ? 1 : 0);
    const std::uint64_t whole_index =
        group.begin + *round * group.targets.size() + group.order.index_of(place_in_group_[probe.target]);
    if (whole_index % shape_.shards != shape_.shard) return std::nullopt;
    return whole_index / shape_.shards;
}

}  // namespace vigie::scan
