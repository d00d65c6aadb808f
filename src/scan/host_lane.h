// SPDX-License-Identifier: Apache-2.0
// A lane: one host whose answers got lost or stopped is taken out of the common order and asked alone, at half the
// rate, again from where it surely answered. Still too much: half of that, from there again. Silent: a pause, then
// another question whether it is back. What the others get is not slowed by it. Pure: the scheduler sends and hears.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "net/limiter.h"
#include "scan/layout.h"

namespace vigie::scan {

class HostLane {
public:
    struct Pace {
        double per_second = 1;
        unsigned tries = 3;
        net::Duration spacing{};  // between tries, and after the last one
        net::Duration pause{};    // of a silent host
    };
    HostLane(std::uint32_t target, std::uint64_t round, const Pace& pace)
        : target_(target), pace_(pace), good_round_(round), round_(round) {}

    [[nodiscard]] std::uint32_t target() const { return target_; }
    [[nodiscard]] std::uint64_t first_round() const { return good_round_; }  // everything before is known
    [[nodiscard]] double per_second() const { return pace_.per_second; }
    [[nodiscard]] bool is_over(const Layout& layout) const { return round_ >= layout.rounds() && under_way_.empty(); }

    struct Step {
        std::optional<Probe> send;
        std::optional<Probe> silent;  // had all its tries
        bool ask_whether_back = false;
        bool slowed = false;     // too much was lost: slower, and again from first_round()
        bool went_well = false;  // first_round() has moved on
        net::Duration wait{0};
    };
    // What to do now; one thing at a time. Call sent() when what it gave has left.
    Step next(const Layout& layout, net::TimePoint now);
    void sent(const Probe& probe, net::TimePoint now);
    // True when the lane was waiting for this answer.
    bool on_answer(const Probe& probe);

    // Nothing comes any more: wait, then ask whether it is back.
    void pause(net::TimePoint now);
    void resume(net::TimePoint now);  // it is: slower, from the last good round
    [[nodiscard]] unsigned pauses() const { return pauses_; }
    [[nodiscard]] bool is_paused() const { return paused_until_.has_value(); }

private:
    struct One {
        Probe probe;
        unsigned tries = 0;
        net::TimePoint due{};
        bool answered = false;
        std::uint64_t round = 0;
    };
    void go_back(net::TimePoint now);
    void judge_pace(net::TimePoint now, Step& step);

    std::uint32_t target_;
    Pace pace_;
    std::uint64_t good_round_;
    std::uint64_t round_;  // the next one to begin
    std::deque<One> under_way_;
    net::TimePoint next_send_{};
    unsigned at_first_try_ = 0;
    unsigned at_later_tries_ = 0;
    std::optional<net::TimePoint> paused_until_;
    bool asking_ = false;
    unsigned pauses_ = 0;
};

}  // namespace vigie::scan
