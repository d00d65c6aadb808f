// SPDX-License-Identifier: Apache-2.0
#include "scan/extra_probes.h"

#include <algorithm>
#include <utility>

namespace vigie::scan {

void ExtraProbes::add(Purpose purpose, std::uint32_t target, const std::vector<model::Port>& ports) {
    const std::uint64_t number = next_set_++;
    Set set;
    set.result = {purpose, target, static_cast<unsigned>(ports.size()), 0, 0};
    set.open_ends = static_cast<unsigned>(ports.size());
    if (ports.empty()) {
        results_.push_back(set.result);
        return;
    }
    sets_.emplace(number, set);
    for (const model::Port port : ports) {
        ++answers_[key(target, port)].users;
        fresh_.push_back({target, port, number, 0, {}});
    }
}

bool ExtraProbes::asks(std::uint32_t target, model::Port port) const {
    return answers_.contains(key(target, port));
}

void ExtraProbes::on_answer(std::uint32_t target, model::Port port, bool open) {
    const auto found = answers_.find(key(target, port));
    if (found == answers_.end()) return;
    found->second.answered = true;
    found->second.open = found->second.open || open;
}

bool ExtraProbes::is_answered(const One& one) const {
    return answers_.at(key(one.target, one.port)).answered;
}

void ExtraProbes::finish(const One& one) {
    const auto answer = answers_.find(key(one.target, one.port));
    const auto set = sets_.find(one.set);
    if (answer->second.answered) ++set->second.result.answered;
    if (answer->second.open) ++set->second.result.opened;
    if (--answer->second.users == 0) answers_.erase(answer);
    if (--set->second.open_ends > 0) return;
    results_.push_back(set->second.result);
    sets_.erase(set);
}

void ExtraProbes::drop_finished(net::TimePoint now) {
    while (!last_.empty() && (last_.front().due <= now || is_answered(last_.front()))) {
        finish(last_.front());
        last_.pop_front();
    }
    while (!waiting_.empty() && is_answered(waiting_.front())) {
        finish(waiting_.front());
        waiting_.pop_front();
    }
}

std::optional<ExtraProbes::Due> ExtraProbes::due(net::TimePoint now) {
    drop_finished(now);
    if (!waiting_.empty() && waiting_.front().due <= now) {
        chosen_is_fresh_ = false;
        return Due{waiting_.front().target, waiting_.front().port};
    }
    if (fresh_.empty()) return std::nullopt;
    chosen_is_fresh_ = true;
    return Due{fresh_.front().target, fresh_.front().port};
}

void ExtraProbes::sent(net::TimePoint now) {
    std::deque<One>& from = chosen_is_fresh_ ? fresh_ : waiting_;
    One one = from.front();
    from.pop_front();
    // An answer counts only when it came after this set asked.
    if (one.tries == 0 && answers_.at(key(one.target, one.port)).users == 1)
        answers_[key(one.target, one.port)] = {1, false, false};
    const bool is_last = ++one.tries >= tries_;
    one.due = now + (is_last ? wait_ : spacing_);
    (is_last ? last_ : waiting_).push_back(one);
}

std::optional<net::TimePoint> ExtraProbes::next_time() const {
    std::optional<net::TimePoint> out;
    for (const std::deque<One>* queue : {&waiting_, &last_})
        if (!queue->empty() && (!out || queue->front().due < *out)) out = queue->front().due;
    return out;
}

std::vector<ExtraProbes::Result> ExtraProbes::take_results() {
    return std::exchange(results_, {});
}

}  // namespace vigie::scan
