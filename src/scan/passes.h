// SPDX-License-Identifier: Apache-2.0
// The tries of all probes as arithmetic: every try is a pass over the same order, far enough behind the one before.
// Of a probe that is under way one bit is kept (is it finished?), of a pass where it is and when it was where; nothing
// else. So a scan may have tens of millions of silent probes waiting for their last try a minute later.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <deque>
#include <vector>

#include "net/limiter.h"

namespace vigie::scan {

// One bit for each probe from the oldest that is under way to the newest.
class ProbeWindow {
public:
    explicit ProbeWindow(std::uint64_t first) : base_(first), end_(first), first_word_(first / 64) {}

    [[nodiscard]] std::uint64_t base() const { return base_; }
    [[nodiscard]] std::uint64_t end() const { return end_; }
    [[nodiscard]] std::uint64_t size() const { return end_ - base_; }
    [[nodiscard]] bool contains(std::uint64_t index) const { return index >= base_ && index < end_; }

    void open_next() {
        ++end_;
        if (words_.size() * 64 < end_ - first_word_ * 64) words_.push_back(0);
    }
    [[nodiscard]] bool is_finished(std::uint64_t index) const {
        return index < base_ || (index < end_ && (word(index) >> (index % 64) & 1U) != 0);
    }
    // False when it was finished before, or never begun.
    bool finish(std::uint64_t index) {
        if (!contains(index) || is_finished(index)) return false;
        words_[index / 64 - first_word_] |= std::uint64_t{1} << (index % 64);
        return true;
    }
    // The first of [from, limit) that is not finished, or limit.
    [[nodiscard]] std::uint64_t next_open(std::uint64_t from, std::uint64_t limit) const {
        while (from < limit) {
            const std::uint64_t open = ~word(from) >> (from % 64);
            if (open != 0) return std::min(limit, from + static_cast<unsigned>(std::countr_zero(open)));
            from = (from / 64 + 1) * 64;
        }
        return limit;
    }
    // Everything before `index` is over.
    void forget_before(std::uint64_t index) {
        base_ = index;
        for (; first_word_ < base_ / 64 && !words_.empty(); ++first_word_) words_.pop_front();
        if (words_.empty()) first_word_ = base_ / 64;
    }

private:
    [[nodiscard]] std::uint64_t word(std::uint64_t index) const { return words_[index / 64 - first_word_]; }

    std::uint64_t base_;
    std::uint64_t end_;
    std::uint64_t first_word_;
    std::deque<std::uint64_t> words_;
};

// One try: how far it has come, and when.
class Pass {
public:
    explicit Pass(std::uint64_t first) : next_(first) {}

    [[nodiscard]] std::uint64_t next() const { return next_; }
    void move_to(std::uint64_t index, net::TimePoint now) {
        if (index == next_) return;
        next_ = index;
        if (!marks_.empty() && now - marks_.back().begun < kGrain)
            marks_.back() = {index, marks_.back().begun, now};
        else
            marks_.push_back({index, now, now});
    }
    // When (at the latest) it went over index, which is before next(). Asked for indices that only grow.
    [[nodiscard]] net::TimePoint time_of(std::uint64_t index) {
        forget_before(index);
        return marks_.empty() ? net::TimePoint{} : marks_.front().last;
    }
    // Nobody will ask for what is before index. Without it a scan of days would remember each hundredth of a second.
    void forget_before(std::uint64_t index) {
        while (marks_.size() > 1 && marks_.front().end <= index) marks_.pop_front();
    }
    [[nodiscard]] std::size_t marks() const { return marks_.size(); }

private:
    static constexpr std::chrono::milliseconds kGrain{10};
    struct Mark {
        std::uint64_t end = 0;
        net::TimePoint begun;
        net::TimePoint last;
    };
    std::uint64_t next_;
    std::deque<Mark> marks_;
};

}  // namespace vigie::scan
