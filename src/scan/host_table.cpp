// SPDX-License-Identifier: Apache-2.0
#include "scan/host_table.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace vigie::scan {
namespace {

// Fewer answers or a shorter silence prove nothing.
constexpr std::uint32_t kFewestAnswers = 5;
constexpr std::uint32_t kShortestStreak = 40;
// A silence this unlikely, if the host answered as often as before, is suspicious.
const double kUnlikely = std::log(1e-6);
constexpr double kFewestTriesOfRates = 10;
constexpr std::uint32_t kGoodStreak = 32;
constexpr std::uint32_t kFewestToJudge = 40;
// Loss of one packet in ten in both directions makes 16 answers in a hundred come at a later try.
constexpr double kOverwhelmedShare = 0.3;
constexpr double kPriorWeight = 20;
constexpr double kMostLoss = 0.9;
constexpr double kMissedShare = 1e-6;
constexpr unsigned kMostUsefulTries = 32;
constexpr std::uint32_t kNoHost = 0xFFFFFFFF;

}  // namespace

HostTable::HostTable(std::vector<model::IpAddress> targets, ScanEvents& events)
    : hosts_(targets.size()), events_(events) {
    slots_.assign(std::bit_ceil(2 * targets.size() + 1), kNoHost);
    for (std::size_t i = 0; i < targets.size(); ++i) {
        hosts_[i].address = targets[i];
        std::uint32_t& slot = slots_[slot_of(targets[i])];
        if (slot == kNoHost) slot = static_cast<std::uint32_t>(i);
    }
}

std::size_t HostTable::slot_of(const model::IpAddress& address) const {
    std::size_t slot = std::hash<model::IpAddress>{}(address) & (slots_.size() - 1);
    while (slots_[slot] != kNoHost && hosts_[slots_[slot]].address != address) slot = (slot + 1) & (slots_.size() - 1);
    return slot;
}

std::optional<std::uint32_t> HostTable::find(const model::IpAddress& address) const {
    const std::uint32_t host = slots_[slot_of(address)];
    return host == kNoHost ? std::nullopt : std::optional(host);
}

void HostTable::mark_alive(std::uint32_t target) {
    Host& host = hosts_[target];
    if (host.summary.alive) return;
    host.summary.alive = true;
    ++alive_;
    events_.on_host(host.address, HostNews::alive);
}

void HostTable::note_answer(std::uint32_t target, model::Port port, double share) {
    mark_alive(target);
    Host& host = hosts_[target];
    host.recent.at(host.recent_count++ % kConfirmPorts) = port;
    ++host.answered;
    host.silent_streak = 0;
    host.last_answer_at = share;
}

bool HostTable::note_silence(std::uint32_t target) {
    Host& host = hosts_[target];
    ++host.silent;
    ++host.silent_streak;
    if (host.being_confirmed || host.summary.stopped_answering) return false;
    if (host.answered < kFewestAnswers || host.silent_streak < kShortestStreak) return false;
    const double asked_before = host.answered + (host.silent - host.silent_streak);
    const double silent_share = 1.0 - host.answered / (asked_before + 1.0);
    if (host.silent_streak * std::log(silent_share) > kUnlikely) return false;
    host.being_confirmed = true;
    return true;
}

void HostTable::note_confirmation(std::uint32_t target) {
    Host& host = hosts_[target];
    host.being_confirmed = false;
    host.silent_streak = 0;
    host.answered = 0;
    host.silent = 0;
}

void HostTable::note_stopped(std::uint32_t target) {
    Host& host = hosts_[target];
    if (host.summary.stopped_answering) return;
    host.summary.stopped_answering = true;
    host.summary.answered_until = host.last_answer_at;
    events_.on_host(host.address, HostNews::stopped_answering);
}

void HostTable::note_try(std::uint32_t target, bool first, std::uint64_t round) {
    Host& host = hosts_[target];
    ++(first ? host.at_first_try : host.at_later_tries);
    ++(first ? at_first_try_ : at_later_tries_);
    // In a row means without a hole: what was lost between two answers is not known to be asked again.
    const bool follows = host.good_streak > 0 && round == host.last_round + 1;
    host.good_streak = !first ? 0 : follows ? host.good_streak + 1 : 1;
    host.last_round = round;
    if (host.good_streak < kGoodStreak) return;
    host.good_streak = 0;
    host.good_round = round > kGoodStreak ? round - kGoodStreak : 0;
    host.closed_when_good = host.summary.closed;
    host.filtered_when_good = host.summary.filtered;
}

bool HostTable::is_overwhelmed(std::uint32_t target) const {
    const Host& host = hosts_[target];
    const std::uint32_t all = host.at_first_try + host.at_later_tries;
    return all >= kFewestToJudge && host.at_later_tries > kOverwhelmedShare * all;
}

double HostTable::loss_of(std::uint32_t target) const {
    // What a host has shown of itself, and what all have shown together, as if it were kPriorWeight answers of its own.
    const Host& host = hosts_[target];
    const auto all = static_cast<double>(at_first_try_ + at_later_tries_);
    const double general = all < kFewestTriesOfRates ? 0 : static_cast<double>(at_later_tries_) / all;
    const double later = host.at_later_tries + kPriorWeight * general;
    const double share = later / (host.at_first_try + host.at_later_tries + kPriorWeight);
    // With loss p, of the answers that come p / (1 + p) come at the second try.
    return std::min(kMostLoss, share / (1 - share));
}

unsigned HostTable::tries_against_loss(std::uint32_t target) const {
    if (at_later_tries_ == 0) return 1;
    const double loss = loss_of(target);
    unsigned tries = 1;
    for (double missed = loss; missed > kMissedShare && tries < kMostUsefulTries; missed *= loss) ++tries;
    return tries;
}

std::map<model::IpAddress, HostSummary> HostTable::summaries() const {
    std::map<model::IpAddress, HostSummary> out;
    for (const Host& host : hosts_) {
        HostSummary summary = host.summary;
        summary.open = static_cast<std::uint32_t>(host.open.size());
        summary.udp_open = static_cast<std::uint32_t>(host.udp_open.size());
        out.emplace(host.address, summary);
    }
    return out;
}

}  // namespace vigie::scan
