// SPDX-License-Identifier: Apache-2.0
// The part of the scheduler that deals with hosts in lanes of their own.
#include <algorithm>

#include "scan/scheduler.h"

namespace vigie::scan {
namespace {

using net::Duration;
using net::TimePoint;

constexpr double kFastestLane = 1000;  // packets per second: a lane is for hosts that cannot take much
constexpr unsigned kMostPauses = 3;
constexpr int kLaneTries = 5;  // a pace at which three in ten are lost is kept: then one port in 400 would be missed
constexpr Duration kLanePace = std::chrono::milliseconds(100);
constexpr Duration kShortestLanePace = std::chrono::milliseconds(1);

}  // namespace

HostLane* Scheduler::lane_of(std::uint32_t target) {
    if (!hosts_.at(target).in_lane) return nullptr;
    const auto found =
        std::find_if(lanes_.begin(), lanes_.end(), [&](const HostLane& lane) { return lane.target() == target; });
    return found == lanes_.end() ? nullptr : &*found;
}

std::vector<SlowHost> Scheduler::slow_hosts() const {
    std::vector<SlowHost> out;
    for (const HostLane& lane : lanes_)
        out.push_back({hosts_.at(lane.target()).address, lane.first_round(), lane.per_second()});
    return out;
}

void Scheduler::enter_lane(std::uint32_t target, std::uint64_t round, double per_second) {
    HostTable::Host& host = hosts_.at(target);
    if (host.in_lane) return;
    host.in_lane = true;
    host.good_round = round;
    const Duration spacing = std::max<Duration>(plan_.retry_spacing, std::chrono::seconds(1));
    const auto tries = static_cast<unsigned>(std::max(kLaneTries, plan_.retries + 1));
    lanes_.emplace_back(target, round,
                        HostLane::Pace{std::clamp(per_second, 1.0, kFastestLane), tries, spacing, plan_.late_spacing});
}

// Out of the common order: what was counted since the host last answered as it should is counted again.
void Scheduler::slow_down(std::uint32_t target, bool is_silent) {
    HostTable::Host& host = hosts_.at(target);
    if (host.in_lane || host.summary.stopped_answering) return;
    const double seconds = std::max(0.1, std::chrono::duration<double>(now_ - begun_).count());
    const double rounds = static_cast<double>(window_.end() - std::min(plan_.start_index, window_.end())) *
                          std::max(1U, plan_.shards) / static_cast<double>(hosts_.size());
    host.summary.closed = std::min(host.summary.closed, host.closed_when_good);
    host.summary.filtered = std::min(host.summary.filtered, host.filtered_when_good);
    enter_lane(target, host.good_round, rounds / seconds / 2);
    if (is_silent) {
        lanes_.back().pause(now_);
        return;
    }
    host.summary.slowed_to = lanes_.back().per_second();
    events_.on_host(host.address, HostNews::slowed_down);
}

// Ports that were known to answer have been asked again.
void Scheduler::note_health(std::uint32_t target, bool answers) {
    HostLane* const lane = lane_of(target);
    if (lane == nullptr) {
        if (!answers) to_slow_.emplace_back(target, true);
        return;
    }
    if (!answers) {
        lane->pause(now_);
    } else if (lane->is_paused()) {
        lane->resume(now_);
        HostTable::Host& host = hosts_.at(target);
        host.summary.closed = std::min(host.summary.closed, host.closed_when_good);
        host.summary.filtered = std::min(host.summary.filtered, host.filtered_when_good);
        if (!host.summary.slowed_to) events_.on_host(host.address, HostNews::slowed_down);
        host.summary.slowed_to = lane->per_second();
    }
}

std::optional<Action> Scheduler::next_of_lanes(TimePoint now, const Gate& gate, Duration& wait) {
    for (const auto& [target, is_silent] : std::exchange(to_slow_, {})) slow_down(target, is_silent);
    if (now < lanes_due_) {
        wait = std::min(wait, lanes_due_ - now);
        return std::nullopt;
    }
    Duration earliest = kLanePace;
    for (HostLane& lane : lanes_)
        if (auto action = next_of_lane(lane, now, gate, earliest)) return action;
    lanes_due_ = now + std::max<Duration>(earliest, kShortestLanePace);
    wait = std::min(wait, lanes_due_ - now);
    std::erase_if(lanes_, [&](const HostLane& lane) {
        const bool gave_up = lane.is_paused() && lane.pauses() > kMostPauses;
        if (gave_up) {
            hosts_.at(lane.target()).summary.not_asked =
                static_cast<std::uint32_t>(layout_.rounds() - std::min(layout_.rounds(), lane.first_round()));
            hosts_.note_stopped(lane.target());
        }
        return gave_up || lane.is_over(layout_);
    });
    return std::nullopt;
}

std::optional<Action> Scheduler::next_of_lane(HostLane& lane, TimePoint now, const Gate& gate, Duration& wait) {
    HostTable::Host& host = hosts_.at(lane.target());
    for (;;) {
        const HostLane::Step step = lane.next(layout_, now);
        if (step.silent) {
            report_silence(*step.silent);
            note_first_silence(*step.silent);
            continue;
        }
        if (step.slowed) {
            host.summary.closed = host.closed_when_good;
            host.summary.filtered = host.filtered_when_good;
            host.summary.slowed_to = lane.per_second();
            continue;
        }
        if (step.went_well) {
            host.closed_when_good = host.summary.closed;
            host.filtered_when_good = host.summary.filtered;
            continue;
        }
        if (step.ask_whether_back) {
            const auto count = std::min<std::size_t>(host.recent_count, kConfirmPorts);
            extra_.add(ExtraProbes::Purpose::confirm, lane.target(),
                       {host.recent.begin(), host.recent.begin() + static_cast<std::ptrdiff_t>(count)});
        }
        if (!step.send) {
            wait = std::min(wait, step.wait);
            return std::nullopt;
        }
        if (tries_of(*step.send) == 0) {  // nothing that can be asked of this host
            lane.sent(*step.send, now);
            (void)lane.on_answer(*step.send);
            continue;
        }
        const Duration pause = gate(host.address);
        if (pause > Duration::zero()) {
            wait = std::min(wait, pause);
            return std::nullopt;
        }
        lane.sent(*step.send, now);
        return action_of(*step.send);
    }
}

}  // namespace vigie::scan
