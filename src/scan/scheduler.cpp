// SPDX-License-Identifier: Apache-2.0
#include "scan/scheduler.h"

#include <algorithm>
#include <bitset>

namespace vigie::scan {
namespace {

using net::Duration;
using net::TimePoint;

constexpr unsigned kUdpTries = 3;  // ICMP errors are rate-limited by most hosts: one missing proves nothing
constexpr unsigned kEchoTries = 2;
constexpr base::Millis kShortestSpacing{1000};
constexpr std::size_t kMostUnderWay = 8U << 20U;
constexpr std::size_t kMostResets = 1U << 16U;
// A reset that could not leave for this long (closed time window) is of no use any more.
constexpr std::chrono::seconds kResetLife{60};
constexpr std::size_t kResetsLookedAt = 16;
constexpr std::uint32_t kSpareResets = 64;
constexpr Duration kIdleWait = std::chrono::milliseconds(100);
constexpr model::Port kFirstControlPort = 20000;
constexpr model::Port kLastControlPort = 60999;

Layout::Shape shape_of(const ScanPlan& plan, std::vector<bool> fragile, bool with_echo) {
    std::bitset<65536> wanted;
    for (const model::Port port : plan.tcp_ports) wanted.set(port);
    wanted.reset(0);
    Layout::Shape shape;
    shape.fragile = std::move(fragile);
    shape.udp_probes = static_cast<std::uint16_t>(plan.udp_probes.size());
    shape.echo = with_echo;
    shape.seed = plan.seed;
    for (const model::Port port : plan.priority_ports) {
        if (!wanted.test(port)) continue;
        shape.first_ports.push_back(port);
        wanted.reset(port);
    }
    for (std::size_t port = 1; port < wanted.size(); ++port)
        if (wanted.test(port)) shape.other_ports.push_back(static_cast<model::Port>(port));
    return shape;
}

unsigned tcp_tries(const ScanPlan& plan) {
    return 1U + static_cast<unsigned>(std::max(1, plan.retries));
}

}  // namespace

Scheduler::Scheduler(const ScanPlan& plan, std::vector<model::IpAddress> targets, std::vector<bool> fragile,
                     bool with_echo, ScanEvents& events)
    : plan_(plan),
      events_(events),
      layout_(shape_of(plan, std::move(fragile), with_echo)),
      hosts_(std::move(targets), events),
      window_(std::min(plan.start_index, layout_.size())),
      extra_(tcp_tries(plan), std::max(plan.retry_spacing, kShortestSpacing), plan.answer_wait),
      retries_(std::max({tcp_tries(plan), kUdpTries, kEchoTries}) - 1) {
    if (!plan.udp_probes.empty()) udp_by_port_.resize(65536);
    for (std::size_t i = 0; i < plan.udp_probes.size(); ++i)
        udp_by_port_[plan.udp_probes[i].port].push_back(static_cast<std::uint16_t>(i));
    for (const model::Endpoint& endpoint : plan.known_open) {
        const auto target = hosts_.find(endpoint.address);
        if (!target || endpoint.transport != model::Transport::tcp) continue;
        hosts_.mark_alive(*target);
        if (hosts_.at(*target).open.insert(endpoint.port)) hosts_.count_open();
        start_controls(*target);
    }
}

unsigned Scheduler::tries_of(Probe::Kind kind) const {
    switch (kind) {
        case Probe::Kind::tcp: return tcp_tries(plan_);
        case Probe::Kind::udp: return kUdpTries;
        case Probe::Kind::echo: return kEchoTries;
    }
    return kEchoTries;
}

Action Scheduler::action_of(const Probe& probe) const {
    const model::IpAddress& address = hosts_.at(probe.target).address;
    switch (probe.kind) {
        case Probe::Kind::tcp: return {Action::Kind::syn, probe.target, address, probe.port, 0, 0};
        case Probe::Kind::udp:
            return {Action::Kind::udp, probe.target, address, plan_.udp_probes[probe.udp].port, probe.udp, 0};
        case Probe::Kind::echo: break;
    }
    return {Action::Kind::echo, probe.target, address, 0, 0, 0};
}

double Scheduler::share() const {
    return static_cast<double>(window_.end()) / static_cast<double>(std::max<std::uint64_t>(1, layout_.size()));
}

Scheduler::Next Scheduler::next(TimePoint now, const Gate& gate) {
    finish_due(now);
    Next out;
    out.wait = kIdleWait;
    // Half-open connections are ended first, then what is owed (tries due), then something new.
    if (!out.action) out.action = next_reset(now, gate, out.wait);
    if (!out.action) out.action = next_extra(now, gate, out.wait);
    if (!out.action) out.action = next_retry(now, gate, out.wait);
    if (!out.action) out.action = next_new(now, gate, out.wait);
    if (out.action) return out;
    if (phase_ == Phase::probing && window_.base() == layout_.size() && extra_.idle()) start_measuring_loss();
    use_extra_results();
    if (phase_ == Phase::measuring_loss && extra_.idle() && resets_.empty()) phase_ = Phase::done;
    out.finished = phase_ == Phase::done;
    if (!ending_.empty()) out.wait = std::min(out.wait, std::max(Duration::zero(), ending_.front().due - now));
    return out;
}

std::optional<Action> Scheduler::next_reset(TimePoint now, const Gate& gate, Duration& wait) {
    while (!resets_.empty() && now - resets_.front().queued > kResetLife) resets_.pop_front();
    // One host that must wait does not hold up the others.
    for (std::size_t i = 0; i < std::min(resets_.size(), kResetsLookedAt); ++i) {
        const Duration pause = gate(resets_[i].action.address);
        if (pause == Duration::zero()) {
            const Action action = resets_[i].action;
            resets_.erase(resets_.begin() + static_cast<std::ptrdiff_t>(i));
            return action;
        }
        wait = std::min(wait, pause);
    }
    return std::nullopt;
}

std::optional<Action> Scheduler::next_extra(TimePoint now, const Gate& gate, Duration& wait) {
    const auto due = extra_.due(now);
    use_extra_results();
    if (due) {
        const model::IpAddress& address = hosts_.at(due->target).address;
        const Duration pause = gate(address);
        if (pause == Duration::zero()) {
            extra_.sent(now);
            return Action{Action::Kind::syn, due->target, address, due->port, 0, 0};
        }
        wait = std::min(wait, pause);
    }
    if (const auto time = extra_.next_time()) wait = std::min(wait, std::max(Duration::zero(), *time - now));
    return std::nullopt;
}

std::optional<Action> Scheduler::next_retry(TimePoint now, const Gate& gate, Duration& wait) {
    for (std::size_t lane = retries_.size(); lane-- > 0;) {
        std::deque<Waiting>& queue = retries_[lane];
        while (!queue.empty() && queue.front().due <= now) {
            const std::uint64_t index = queue.front().index;
            if (window_.is_answered(index)) {
                queue.pop_front();
                finish(index);
                continue;
            }
            const Probe probe = layout_.at(index);
            const Duration pause = gate(hosts_.at(probe.target).address);
            if (pause > Duration::zero()) {
                wait = std::min(wait, pause);
                break;
            }
            queue.pop_front();
            file(index, probe.kind, static_cast<unsigned>(lane) + 2, now);
            return action_of(probe);
        }
        if (!queue.empty() && queue.front().due > now) wait = std::min(wait, queue.front().due - now);
    }
    return std::nullopt;
}

std::optional<Action> Scheduler::next_new(TimePoint now, const Gate& gate, Duration& wait) {
    if (phase_ != Phase::probing || window_.end() >= layout_.size() || window_.size() >= kMostUnderWay)
        return std::nullopt;
    const std::uint64_t index = window_.end();
    const Probe probe = layout_.at(index);
    const Duration pause = gate(hosts_.at(probe.target).address);
    if (pause > Duration::zero()) {
        wait = std::min(wait, pause);
        return std::nullopt;
    }
    window_.open_next();
    file(index, probe.kind, 1, now);
    return action_of(probe);
}

// Puts a probe that is being sent for the sent-th time where its next step waits.
void Scheduler::file(std::uint64_t index, Probe::Kind kind, unsigned sent, TimePoint now) {
    if (sent < tries_of(kind))
        retries_[sent - 1].push_back({index, now + std::max(plan_.retry_spacing, kShortestSpacing)});
    else
        ending_.push_back({index, now + plan_.answer_wait});
}

void Scheduler::finish_due(TimePoint now) {
    while (!ending_.empty() && ending_.front().due <= now) {
        finish(ending_.front().index);
        ending_.pop_front();
    }
}

void Scheduler::finish(std::uint64_t index) {
    if (!window_.is_answered(index)) report_silence(layout_.at(index));
    window_.finish(index);
}

void Scheduler::report_silence(const Probe& probe) {
    HostTable::Host& host = hosts_.at(probe.target);
    if (probe.kind == Probe::Kind::echo) return;
    if (probe.kind == Probe::Kind::udp) {
        const model::Port port = plan_.udp_probes[probe.udp].port;
        // Several probes may ask one port: it is reported once.
        if (udp_by_port_[port].front() != probe.udp || host.udp_open.contains(port)) return;
        ++host.summary.udp_open_filtered;
        events_.on_port({host.address, port, model::Transport::udp}, PortState::open_filtered, {});
        return;
    }
    ++host.summary.filtered;
    events_.on_port({host.address, probe.port, model::Transport::tcp}, PortState::filtered, {});
    if (!hosts_.note_silence(probe.target)) return;
    const auto count = std::min<std::size_t>(host.recent_count, kConfirmPorts);
    extra_.add(ExtraProbes::Purpose::confirm, probe.target,
               {host.recent.begin(), host.recent.begin() + static_cast<std::ptrdiff_t>(count)});
}

void Scheduler::on_syn_ack(std::uint32_t target, model::Port port, TimePoint now, std::optional<std::uint32_t> reset) {
    HostTable::Host& host = hosts_.at(target);
    const auto index = layout_.index_of({Probe::Kind::tcp, target, port, 0});
    const bool is_extra = extra_.asks(target, port);
    if (!is_extra && !(index && *index < window_.end())) return;  // never asked
    ++answers_;
    extra_.on_answer(target, port, true);
    const bool planned = index && *index < window_.end();
    const bool was_waiting = planned && window_.answer(*index);
    const bool first = planned && host.open.insert(port);
    // A host may repeat its SYN-ACKs for as long as it likes, but not make us answer without end.
    if (reset && resets_.size() < kMostResets && host.resets_queued < 4 * host.open.size() + kSpareResets) {
        ++host.resets_queued;
        resets_.push_back({{Action::Kind::reset, target, host.address, port, 0, *reset}, now});
    }
    hosts_.note_answer(target, port, share());
    if (!first) return;
    // A late answer: the silence has been counted already.
    if (!was_waiting && !window_.contains(*index) && host.summary.filtered > 0) --host.summary.filtered;
    hosts_.count_open();
    events_.on_port({host.address, port, model::Transport::tcp}, PortState::open, {});
    start_controls(target);
}

void Scheduler::on_tcp_reset(std::uint32_t target, model::Port port) {
    HostTable::Host& host = hosts_.at(target);
    const auto index = layout_.index_of({Probe::Kind::tcp, target, port, 0});
    const bool is_extra = extra_.asks(target, port);
    if (!is_extra && !(index && *index < window_.end())) return;
    ++answers_;
    extra_.on_answer(target, port, false);
    hosts_.note_answer(target, port, share());
    if (!index || !window_.answer(*index)) return;
    ++host.summary.closed;
    events_.on_port({host.address, port, model::Transport::tcp}, PortState::closed, {});
}

void Scheduler::on_echo(std::uint32_t target) {
    if (const auto index = layout_.index_of({Probe::Kind::echo, target, 0, 0})) window_.answer(*index);
    ++answers_;
    hosts_.mark_alive(target);
    hosts_.at(target).summary.icmp_echo = true;
}

void Scheduler::on_icmp_refusal(std::uint32_t target, bool from_target) {
    ++hosts_.at(target).summary.icmp_refusals;
    if (from_target) hosts_.mark_alive(target);
}

// Returns how many probes of this port were waiting.
std::uint64_t Scheduler::mark_udp_answered(std::uint32_t target, model::Port port) {
    std::uint64_t waiting = 0;
    if (udp_by_port_.empty()) return 0;
    for (const std::uint16_t probe : udp_by_port_[port])
        if (const auto index = layout_.index_of({Probe::Kind::udp, target, 0, probe}))
            if (window_.answer(*index)) ++waiting;
    return waiting;
}

void Scheduler::on_udp_reply(std::uint32_t target, model::Port port, base::Bytes reply) {
    HostTable::Host& host = hosts_.at(target);
    if (mark_udp_answered(target, port) == 0) return;
    ++answers_;
    hosts_.mark_alive(target);
    if (host.udp_open.insert(port)) hosts_.count_open();
    events_.on_port({host.address, port, model::Transport::udp}, PortState::open, reply);
}

void Scheduler::on_udp_closed(std::uint32_t target, model::Port port, bool from_target) {
    HostTable::Host& host = hosts_.at(target);
    if (mark_udp_answered(target, port) == 0) return;
    ++answers_;
    if (from_target) hosts_.mark_alive(target);
    if (host.udp_open.contains(port)) return;
    ++host.summary.udp_closed;
    events_.on_port({host.address, port, model::Transport::udp}, PortState::closed, {});
}

void Scheduler::start_controls(std::uint32_t target) {
    HostTable::Host& host = hosts_.at(target);
    if (host.controlled) return;
    host.controlled = true;
    std::vector<model::Port> ports;
    std::uint64_t state = spread(plan_.seed ^ (std::uint64_t{target} << 20U) ^ 0xC0);
    while (ports.size() < kControlPorts) {
        state = spread(state);
        const auto port =
            static_cast<model::Port>(kFirstControlPort + state % (kLastControlPort - kFirstControlPort + 1U));
        if (std::find(ports.begin(), ports.end(), port) == ports.end()) ports.push_back(port);
    }
    extra_.add(ExtraProbes::Purpose::control, target, ports);
}

void Scheduler::start_measuring_loss() {
    phase_ = Phase::measuring_loss;
    for (std::uint32_t target = 0; target < hosts_.size(); ++target) {
        std::vector<model::Port> open = hosts_.at(target).open.list();
        if (open.empty()) continue;
        if (open.size() > kLossProbes) {
            const Permutation order(open.size(), spread(plan_.seed ^ target));
            std::vector<model::Port> some;
            for (std::uint64_t i = 0; i < kLossProbes; ++i) some.push_back(open[order.at(i)]);
            open = std::move(some);
        }
        extra_.add(ExtraProbes::Purpose::loss, target, open);
    }
}

void Scheduler::use_extra_results() {
    for (const ExtraProbes::Result& result : extra_.take_results()) {
        HostTable::Host& host = hosts_.at(result.target);
        switch (result.purpose) {
            case ExtraProbes::Purpose::control:
                if (result.opened < result.asked) break;
                host.summary.answers_every_port = true;
                events_.on_host(host.address, HostNews::answers_every_port);
                break;
            case ExtraProbes::Purpose::confirm: hosts_.note_confirmation(result.target, result.answered > 0); break;
            case ExtraProbes::Purpose::loss:
                host.summary.loss_estimate = 1.0 - static_cast<double>(result.opened) / result.asked;
                if (result.answered == 0) hosts_.note_confirmation(result.target, false);
                break;
        }
    }
}

}  // namespace vigie::scan
