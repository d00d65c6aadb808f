// SPDX-License-Identifier: Apache-2.0
#include "scan/host_lane.h"

#include <algorithm>

namespace vigie::scan {
namespace {

constexpr unsigned kAnswersPerJudgement = 24;
constexpr double kMostLaterShare = 0.3;
constexpr double kSlowest = 1;  // packet per second
constexpr net::Duration kIdle = std::chrono::milliseconds(100);

}  // namespace

HostLane::Step HostLane::next(const Layout& layout, net::TimePoint now) {
    Step step;
    step.wait = kIdle;
    if (paused_until_) {
        if (now < *paused_until_ || asking_) return step;
        asking_ = true;
        step.ask_whether_back = true;
        return step;
    }
    judge_pace(now, step);
    if (step.slowed || step.went_well) return step;
    while (!under_way_.empty() && under_way_.front().answered) under_way_.pop_front();
    if (!under_way_.empty() && under_way_.front().due <= now && under_way_.front().tries >= pace_.tries) {
        step.silent = under_way_.front().probe;
        under_way_.pop_front();
        return step;
    }
    if (now < next_send_) {
        step.wait = std::min(step.wait, next_send_ - now);
        return step;
    }
    for (One& one : under_way_) {
        if (one.answered || one.tries >= pace_.tries || one.due > now) continue;
        step.send = one.probe;
        return step;
    }
    // Rounds of other shards are left to them.
    for (; round_ < layout.rounds(); ++round_) {
        const Probe probe = layout.probe_of_round(round_, target_);
        if (!layout.index_of(probe)) continue;
        step.send = probe;
        return step;
    }
    return step;
}

void HostLane::sent(const Probe& probe, net::TimePoint now) {
    next_send_ = now + std::chrono::duration_cast<net::Duration>(std::chrono::duration<double>(1 / pace_.per_second));
    for (One& one : under_way_) {
        if (!(one.probe == probe)) continue;
        ++one.tries;
        one.due = now + pace_.spacing;
        return;
    }
    under_way_.push_back({probe, 1, now + pace_.spacing, false, round_});
    ++round_;
}

bool HostLane::on_answer(const Probe& probe) {
    for (One& one : under_way_) {
        if (!(one.probe == probe) || one.answered) continue;
        one.answered = true;
        ++(one.tries == 1 ? at_first_try_ : at_later_tries_);
        return true;
    }
    return false;
}

// After some answers: was the pace right?
void HostLane::judge_pace(net::TimePoint now, Step& step) {
    if (at_first_try_ + at_later_tries_ < kAnswersPerJudgement) return;
    const double later = static_cast<double>(at_later_tries_) / (at_first_try_ + at_later_tries_);
    at_first_try_ = at_later_tries_ = 0;
    if (later > kMostLaterShare && pace_.per_second > kSlowest) {
        go_back(now);
        step.slowed = true;
        return;
    }
    good_round_ = under_way_.empty() ? round_ : under_way_.front().round;
    step.went_well = true;
}

void HostLane::go_back(net::TimePoint now) {
    pace_.per_second = std::max(kSlowest, pace_.per_second / 2);
    round_ = good_round_;
    under_way_.clear();
    at_first_try_ = at_later_tries_ = 0;
    next_send_ = now + pace_.spacing;
}

void HostLane::pause(net::TimePoint now) {
    paused_until_ = now + pace_.pause;
    asking_ = false;
    ++pauses_;
}

void HostLane::resume(net::TimePoint now) {
    paused_until_.reset();
    asking_ = false;
    go_back(now);
}

}  // namespace vigie::scan
