// SPDX-License-Identifier: Apache-2.0
#include "scan/confirm.h"

#include <algorithm>

namespace vigie::scan {
namespace {

constexpr std::size_t kSockets = 256;
constexpr std::size_t kLookedAt = 32;  // one host that must wait does not hold up the others
constexpr unsigned kFewestTries = 4;
constexpr unsigned kTriesOfSlowHosts = 10;  // they lose many questions
constexpr std::chrono::seconds kSpacing{1};

std::uint64_t key_of(std::uint32_t target, model::Port port) {
    return std::uint64_t{target} << 16U | port;
}

}  // namespace

base::Result<std::unique_ptr<Confirmer>> Confirmer::open(const Run& run) {
    auto probes = net::ConnectProbes::open(kSockets);
    if (!probes) return tl::unexpected(probes.error());
    return std::unique_ptr<Confirmer>(new Confirmer(run, std::move(*probes)));
}

void Confirmer::work(net::TimePoint now, bool may_send) {
    // A moment later: the half-open connection is over by then, and hosts that answer on every port are known.
    for (const Candidate& candidate : run_.scheduler.take_candidates())
        later_.push_back({candidate, 0, now + kSpacing});
    if (probes_->in_flight() > 0 || !under_way_.empty()) hear(now);
    while (!later_.empty() && later_.front().due <= now) {
        waiting_.push_back(later_.front());
        later_.pop_front();
    }
    if (!may_send) return;
    for (std::size_t i = 0; i < std::min(waiting_.size(), kLookedAt);) {
        if (start(waiting_[i], now))
            waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
        else
            ++i;
    }
}

// False when it has to wait.
bool Confirmer::start(Asked& asked, net::TimePoint now) {
    const Candidate& candidate = asked.candidate;
    const model::IpAddress& address = run_.scheduler.hosts().at(candidate.target).address;
    // Hosts that answer on every port are not asked 65,535 times: their likely ports are.
    if (!candidate.is_likely && run_.scheduler.hosts().at(candidate.target).summary.answers_every_port) {
        run_.scheduler.on_confirmation(candidate.target, candidate.port, PortState::simulated);
        return true;
    }
    if (!probes_->has_place() || run_.limiter.next_allowed(address, kPacketsOfContact, now) > net::Duration::zero())
        return false;
    if (!run_.limiter.try_open_connection(address)) return false;
    (void)run_.limiter.try_take(address, kPacketsOfContact, now);
    const auto started = probes_->start({address, candidate.port, model::Transport::tcp}, now, net::kLongestConnectWait,
                                        run_.scope, kConnectionHold, kPacketsOfContact);
    ++asked.tries;
    if (started) {
        run_.outcome.packets_sent += kPacketsOfContact;
        under_way_.insert_or_assign(key_of(candidate.target, candidate.port), asked);
        return true;
    }
    run_.limiter.close_connection(address);
    if (started.error().code == base::Errc::limit) --asked.tries;  // no socket is left: later, without blame
    again_or_give_up(asked, now);
    return true;
}

void Confirmer::again_or_give_up(Asked asked, net::TimePoint now) {
    const Candidate& candidate = asked.candidate;
    const HostTable& hosts = run_.scheduler.hosts();
    const unsigned most = std::max(hosts.at(candidate.target).in_lane ? kTriesOfSlowHosts : kFewestTries,
                                   hosts.tries_against_loss(candidate.target));
    if (asked.tries >= most) {
        run_.scheduler.on_confirmation(candidate.target, candidate.port, PortState::unconfirmed);
        return;
    }
    asked.due = now + kSpacing;
    later_.push_back(asked);
}

void Confirmer::hear(net::TimePoint now) {
    answers_.clear();
    const auto may_reset = [&](const model::IpAddress& address, unsigned also_sent) {
        run_.outcome.packets_sent += also_sent;
        if (also_sent > 0) run_.limiter.charge(address, also_sent, now);
        return run_.limiter.try_take(address, 1, now);
    };
    probes_->collect(now, answers_, may_reset);
    for (const net::ConnectAnswer& answer : answers_) {
        run_.limiter.close_connection(answer.endpoint.address);
        const auto target = run_.scheduler.hosts().find(answer.endpoint.address);
        if (!target) continue;
        const auto found = under_way_.find(key_of(*target, answer.endpoint.port));
        if (found == under_way_.end()) continue;
        const Asked asked = found->second;
        under_way_.erase(found);
        if (answer.kind != net::ConnectAnswer::Kind::open) {
            again_or_give_up(asked, now);
            continue;
        }
        ++run_.outcome.packets_sent;
        const bool is_doubtful =
            asked.candidate.looks_forged || run_.scheduler.hosts().at(*target).summary.answers_every_port;
        PortState state = PortState::open;
        if (answer.reset_at_once && is_doubtful)
            state = PortState::simulated;
        else if (!answer.reset_at_once && answer.window < kSmallestWindow)
            state = asked.candidate.looks_forged ? PortState::simulated : PortState::tarpit;
        run_.scheduler.on_confirmation(*target, asked.candidate.port, state);
    }
}

}  // namespace vigie::scan
