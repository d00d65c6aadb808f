// SPDX-License-Identifier: Apache-2.0
// The probes that are under way, from the oldest that is not finished to the newest: one byte each. Its front is the
// checkpoint: everything before it was sent and had its answer time.
#pragma once

#include <cstdint>
#include <deque>

namespace vigie::scan {

class ProbeWindow {
public:
    explicit ProbeWindow(std::uint64_t first) : base_(first) {}

    [[nodiscard]] std::uint64_t base() const { return base_; }
    [[nodiscard]] std::uint64_t end() const { return base_ + states_.size(); }
    [[nodiscard]] std::size_t size() const { return states_.size(); }
    [[nodiscard]] bool contains(std::uint64_t index) const { return index >= base_ && index < end(); }

    void open_next() { states_.push_back(kUnderWay); }
    [[nodiscard]] bool is_answered(std::uint64_t index) const {
        return contains(index) && states_[index - base_] == kAnswered;
    }
    // False when it had been answered (or finished) before.
    bool answer(std::uint64_t index) {
        if (!contains(index) || states_[index - base_] != kUnderWay) return false;
        states_[index - base_] = kAnswered;
        return true;
    }
    void finish(std::uint64_t index) {
        states_[index - base_] = kFinished;
        while (!states_.empty() && states_.front() == kFinished) {
            states_.pop_front();
            ++base_;
        }
    }

private:
    enum State : std::uint8_t { kUnderWay, kAnswered, kFinished };
    std::uint64_t base_;
    std::deque<State> states_;
};

}  // namespace vigie::scan
