// SPDX-License-Identifier: Apache-2.0
// Probes beside the plan: control ports, ports asked again to measure loss or to see whether a host still answers.
// They come in sets; a set is done when each of its ports answered or had all its tries. Pure.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "model/address.h"
#include "net/limiter.h"

namespace vigie::scan {

class ExtraProbes {
public:
    enum class Purpose { control, confirm, loss };
    struct Result {
        Purpose purpose = Purpose::control;
        std::uint32_t target = 0;
        unsigned asked = 0;
        unsigned opened = 0;    // answered with a SYN-ACK
        unsigned answered = 0;  // answered at all
    };
    struct Due {
        std::uint32_t target = 0;
        model::Port port = 0;
    };

    ExtraProbes(unsigned tries, base::Millis spacing, base::Millis wait)
        : tries_(tries), spacing_(spacing), wait_(wait) {}

    void add(Purpose purpose, std::uint32_t target, const std::vector<model::Port>& ports);
    void on_answer(std::uint32_t target, model::Port port, bool open);

    // The probe to send now, if any. Call sent() when it has left; otherwise it is given again.
    [[nodiscard]] std::optional<Due> due(net::TimePoint now);
    void sent(net::TimePoint now);
    // When something will be due or done; nothing when nothing is under way.
    [[nodiscard]] std::optional<net::TimePoint> next_time() const;
    // Sets that are done; each is given once.
    [[nodiscard]] std::vector<Result> take_results();
    [[nodiscard]] bool idle() const { return sets_.empty() && results_.empty(); }
    [[nodiscard]] bool asks(std::uint32_t target, model::Port port) const;

private:
    struct Set {
        Result result;
        unsigned open_ends = 0;
    };
    struct One {
        std::uint32_t target = 0;
        model::Port port = 0;
        std::uint64_t set = 0;
        unsigned tries = 0;
        net::TimePoint due{};
    };
    struct Answer {
        unsigned users = 0;
        bool answered = false;
        bool open = false;
    };
    static std::uint64_t key(std::uint32_t target, model::Port port) { return std::uint64_t{target} << 16U | port; }
    [[nodiscard]] bool is_answered(const One& one) const;
    void finish(const One& one);
    void drop_finished(net::TimePoint now);

    unsigned tries_;
    base::Millis spacing_;
    base::Millis wait_;
    std::uint64_t next_set_ = 0;
    std::unordered_map<std::uint64_t, Set> sets_;
    std::unordered_map<std::uint64_t, Answer> answers_;
    std::deque<One> fresh_;    // never sent
    std::deque<One> waiting_;  // sent with tries left, by time
    std::deque<One> last_;     // sent for the last time, by time
    bool chosen_is_fresh_ = false;
    std::vector<Result> results_;
};

}  // namespace vigie::scan
