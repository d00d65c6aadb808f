// SPDX-License-Identifier: Apache-2.0
#include "scan/scheduler.h"

#include <algorithm>
#include <bitset>

namespace vigie::scan {
namespace {

using net::Duration;
using net::TimePoint;

constexpr unsigned kUdpTries = 3;  // ICMP errors are rate-limited by most hosts: one missing proves nothing
constexpr unsigned kPingTries = 2;
constexpr std::size_t kMostTries = 12;
constexpr base::Millis kShortestSpacing{1000};
constexpr std::uint64_t kMostUnderWay = 128U << 20U;  // 16 MiB of bits
constexpr unsigned kStepsAtOnce = 8192;               // probes passed over between two looks at the network
constexpr Duration kPassPace = std::chrono::milliseconds(1);
constexpr std::size_t kMostResets = 1U << 16U;
// A reset that could not leave for this long (closed time window) is of no use any more.
constexpr std::chrono::seconds kResetLife{60};
constexpr std::size_t kResetsLookedAt = 16;
constexpr std::uint32_t kSpareResets = 64;
constexpr Duration kIdleWait = std::chrono::milliseconds(100);
constexpr model::Port kPingPort = 443;
constexpr model::Port kFirstControlPort = 20000;
constexpr model::Port kLastControlPort = 60999;

Layout::Shape shape_of(const ScanPlan& plan, std::vector<bool> fragile) {
    std::bitset<65536> wanted;
    for (const model::Port port : plan.tcp_ports) wanted.set(port);
    wanted.reset(0);
    Layout::Shape shape;
    shape.fragile = std::move(fragile);
    shape.udp_probes = static_cast<std::uint16_t>(plan.udp_probes.size());
    shape.pings = plan.pings;
    shape.shard = plan.shard;
    shape.shards = plan.shards;
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
                     ScanEvents& events)
    : plan_(plan),
      events_(events),
      fragile_(std::move(fragile)),
      layout_(shape_of(plan, fragile_)),
      hosts_(std::move(targets), events),
      window_(std::min(plan.start_index, layout_.size())),
      extra_(tcp_tries(plan), std::max(plan.retry_spacing, kShortestSpacing), plan.answer_wait),
      passes_(kMostTries + 1, Pass(window_.base())) {
    if (!plan.udp_probes.empty()) udp_by_port_.resize(65536);
    for (std::size_t i = 0; i < plan.udp_probes.size(); ++i)
        udp_by_port_[plan.udp_probes[i].port].push_back(static_cast<std::uint16_t>(i));
    is_likely_.resize(65536);
    for (const model::Port port : plan.priority_ports) is_likely_[port] = true;
    for (const model::Endpoint& endpoint : plan.known_open) {
        const auto target = hosts_.find(endpoint.address);
        if (!target || endpoint.transport != model::Transport::tcp) continue;
        hosts_.mark_alive(*target);
        if (hosts_.at(*target).open.insert(endpoint.port)) hosts_.count_open();
        start_controls(*target);
    }
    for (const SlowHost& slow : plan.slow_hosts)
        if (const auto target = hosts_.find(slow.address)) enter_lane(*target, slow.round, slow.per_second);
    for (const model::Endpoint& endpoint : plan.to_confirm)
        if (const auto target = hosts_.find(endpoint.address))
            candidates_.push_back({*target, endpoint.port, false, is_likely_[endpoint.port]});
}

// A probe of a host that cannot be reached has none. TCP: as many as the plan says, and more where answers get lost.
unsigned Scheduler::tries_of(const Probe& probe) const {
    const HostTable::Host& host = hosts_.at(probe.target);
    if (host.summary.unreachable) return 0;
    switch (probe.kind) {
        case Probe::Kind::tcp:
            return std::clamp(hosts_.tries_against_loss(probe.target), tcp_tries(plan_),
                              std::max<unsigned>(kMostTries, tcp_tries(plan_)));
        case Probe::Kind::udp: return kUdpTries;
        case Probe::Kind::timestamp: return host.address.is_v4() ? kPingTries : 0;
        case Probe::Kind::echo:
        case Probe::Kind::ack: break;
    }
    return kPingTries;
}

// The last try that everybody gets comes much later than the others: what was lost in a burst, or for as long as a
// firewall was angry, is then asked again.
Duration Scheduler::gap_before(std::size_t attempt, Probe::Kind kind) const {
    const Duration spacing = std::max(plan_.retry_spacing, kShortestSpacing);
    const bool is_late = kind == Probe::Kind::tcp && attempt >= 2 && attempt + 1 == tcp_tries(plan_);
    return is_late ? std::max<Duration>(plan_.late_spacing, spacing) : spacing;
}

Action Scheduler::action_of(const Probe& probe) const {
    const model::IpAddress& address = hosts_.at(probe.target).address;
    switch (probe.kind) {
        case Probe::Kind::tcp: return {Action::Kind::syn, probe.target, address, probe.port, 0, 0};
        case Probe::Kind::udp:
            return {Action::Kind::udp, probe.target, address, plan_.udp_probes[probe.udp].port, probe.udp, 0};
        case Probe::Kind::timestamp: return {Action::Kind::timestamp, probe.target, address, 0, 0, 0};
        case Probe::Kind::ack: return {Action::Kind::ack, probe.target, address, kPingPort, 0, 0};
        case Probe::Kind::echo: break;
    }
    return {Action::Kind::echo, probe.target, address, 0, 0, 0};
}

double Scheduler::share() const {
    return static_cast<double>(window_.end()) / static_cast<double>(std::max<std::uint64_t>(1, layout_.size()));
}

Scheduler::Next Scheduler::next(TimePoint now, const Gate& gate) {
    Next out;
    out.wait = kIdleWait;
    now_ = now;
    if (begun_ == TimePoint{}) begun_ = now;
    // Half-open connections are ended first, then what is owed (tries due), then something new.
    if (!resets_.empty()) out.action = next_reset(now, gate, out.wait);
    if (!out.action && !extra_.idle()) out.action = next_extra(now, gate, out.wait);
    if (!out.action && (!lanes_.empty() || !to_slow_.empty())) out.action = next_of_lanes(now, gate, out.wait);
    if (!out.action) out.action = next_again(now, gate, out.wait);
    if (!out.action) out.action = next_new(now, gate, out.wait);
    if (out.action) return out;
    if (phase_ == Phase::probing && window_.base() == layout_.size() && extra_.idle() && lanes_.empty() &&
        to_slow_.empty())
        start_measuring_loss();
    use_extra_results();
    if (phase_ == Phase::measuring_loss && extra_.idle() && resets_.empty()) phase_ = Phase::done;
    out.finished = phase_ == Phase::done;
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

// Everything beyond first tries. Looked at now and then only, so that it costs nothing per packet.
std::optional<Action> Scheduler::next_again(TimePoint now, const Gate& gate, Duration& wait) {
    if (now < passes_due_) {
        wait = std::min(wait, passes_due_ - now);
        return std::nullopt;
    }
    Duration earliest = kIdleWait;
    judge(now, earliest);
    window_.forget_before(passes_.back().next());
    for (std::size_t number = kMostTries; --number > 0;)
        if (auto action = next_of_pass(number, now, gate, earliest)) return action;
    const bool all_begun = window_.end() == layout_.size();
    passes_due_ = now + (all_begun ? std::min(earliest, kPassPace) : kPassPace);
    wait = std::min(wait, all_begun ? earliest : std::max(earliest, kPassPace));
    return std::nullopt;
}

std::optional<Action> Scheduler::next_of_pass(std::size_t number, TimePoint now, const Gate& gate, Duration& wait) {
    Pass& pass = passes_[number];
    Pass& before = passes_[number - 1];
    for (unsigned step = 0; step < kStepsAtOnce; ++step) {
        const std::uint64_t index = window_.next_open(pass.next(), before.next());
        pass.move_to(index, now);
        before.forget_before(index);
        if (index == before.next()) return std::nullopt;
        const Probe probe = layout_.at(index);
        if (is_left_to_lane(probe, index)) (void)window_.finish(index);
        if (window_.is_finished(index) || tries_of(probe) <= number) {
            pass.move_to(index + 1, now);
            continue;
        }
        const TimePoint due = before.time_of(index) + gap_before(number, probe.kind);
        const Duration pause = due > now ? due - now : gate(hosts_.at(probe.target).address);
        if (pause > Duration::zero()) {
            wait = std::min(wait, pause);
            return std::nullopt;
        }
        pass.move_to(index + 1, now);
        if (number == 1) note_first_silence(probe);
        return action_of(probe);
    }
    wait = Duration::zero();
    return std::nullopt;
}

// A first try went without answer for a second: is the host still there?
void Scheduler::note_first_silence(const Probe& probe) {
    if (probe.kind != Probe::Kind::tcp || !hosts_.note_silence(probe.target)) return;
    const HostTable::Host& host = hosts_.at(probe.target);
    const auto count = std::min<std::size_t>(host.recent_count, kConfirmPorts);
    extra_.add(ExtraProbes::Purpose::confirm, probe.target,
               {host.recent.begin(), host.recent.begin() + static_cast<std::ptrdiff_t>(count)});
}

// What had all its tries and its answer time, and is still silent.
void Scheduler::judge(TimePoint now, Duration& wait) {
    Pass& pass = passes_.back();
    Pass& before = passes_[kMostTries - 1];
    for (unsigned step = 0; step < kStepsAtOnce; ++step) {
        const std::uint64_t index = window_.next_open(pass.next(), before.next());
        pass.move_to(index, now);
        before.forget_before(index);
        pass.forget_before(index);  // no try comes after it
        if (index == before.next()) return;
        const Probe probe = layout_.at(index);
        const TimePoint due = before.time_of(index) + plan_.answer_wait;
        if (due > now && tries_of(probe) > 0) {
            wait = std::min(wait, due - now);
            return;
        }
        if (!is_left_to_lane(probe, index)) report_silence(probe);
        (void)window_.finish(index);
        pass.move_to(index + 1, now);
    }
    wait = Duration::zero();
}

std::optional<Action> Scheduler::next_new(TimePoint now, const Gate& gate, Duration& wait) {
    for (unsigned step = 0; step < kStepsAtOnce; ++step) {
        if (phase_ != Phase::probing || window_.end() >= layout_.size() || window_.size() >= kMostUnderWay)
            return std::nullopt;
        const std::uint64_t index = window_.end();
        const Probe probe = layout_.at(index);
        const bool is_of_lane = is_left_to_lane(probe, index);
        const bool wanted = !is_of_lane && tries_of(probe) > 0;
        if (wanted) {
            const Duration pause = gate(hosts_.at(probe.target).address);
            if (pause > Duration::zero()) {
                wait = std::min(wait, pause);
                return std::nullopt;
            }
        }
        window_.open_next();
        passes_.front().move_to(index + 1, now);
        if (is_of_lane) (void)window_.finish(index);
        if (wanted) return action_of(probe);
    }
    wait = Duration::zero();
    return std::nullopt;
}

bool Scheduler::is_left_to_lane(const Probe& probe, std::uint64_t index) const {
    const HostTable::Host& host = hosts_.at(probe.target);
    return host.in_lane && layout_.round_at(index) >= host.good_round;
}

void Scheduler::give_up(std::uint32_t target) {
    hosts_.at(target).summary.unreachable = true;
}

// An answer to a probe of the plan. True when it was still waited for.
bool Scheduler::finish_answered(std::uint32_t target, std::uint64_t index) {
    if (!window_.finish(index)) return false;
    hosts_.note_try(target, passes_[1].next() <= index, layout_.round_at(index));
    if (!hosts_.at(target).in_lane && hosts_.is_overwhelmed(target)) to_slow_.emplace_back(target, false);
    return true;
}

void Scheduler::report_silence(const Probe& probe) {
    HostTable::Host& host = hosts_.at(probe.target);
    if (host.summary.unreachable) return;
    if (probe.kind == Probe::Kind::udp) {
        const model::Port port = plan_.udp_probes[probe.udp].port;
        // Several probes may ask one port: it is reported once.
        if (udp_by_port_[port].front() != probe.udp || host.udp_open.contains(port)) return;
        ++host.summary.udp_open_filtered;
        events_.on_port({host.address, port, model::Transport::udp}, PortState::open_filtered, {});
        return;
    }
    if (probe.kind != Probe::Kind::tcp) return;  // a ping
    ++host.summary.filtered;
    events_.on_port({host.address, probe.port, model::Transport::tcp}, PortState::filtered, {});
}

// A TCP port said that it is open. True when that is news.
bool Scheduler::take_open(std::uint32_t target, model::Port port) {
    HostTable::Host& host = hosts_.at(target);
    const auto index = layout_.index_of({Probe::Kind::tcp, target, port, 0});
    const bool is_planned = index && *index < window_.end();
    if (!is_planned && !extra_.asks(target, port)) return false;  // never asked
    ++answers_;
    extra_.on_answer(target, port, true);
    if (HostLane* lane = lane_of(target)) (void)lane->on_answer({Probe::Kind::tcp, target, port, 0});
    const bool was_waiting = is_planned && finish_answered(target, *index);
    hosts_.note_answer(target, port, share());
    if (!is_planned || !host.open.insert(port)) return false;
    // A late answer: the silence has been counted already.
    if (!was_waiting && !window_.contains(*index) && host.summary.filtered > 0) --host.summary.filtered;
    hosts_.count_open();
    start_controls(target);
    return true;
}

void Scheduler::reset_later(std::uint32_t target, model::Port port, TimePoint now, std::uint32_t sequence) {
    HostTable::Host& host = hosts_.at(target);
    // A host may repeat its SYN-ACKs for as long as it likes, but not make us answer without end.
    if (resets_.size() >= kMostResets || host.resets_queued >= 4 * host.open.size() + kSpareResets) return;
    ++host.resets_queued;
    resets_.push_back({{Action::Kind::reset, target, host.address, port, 0, sequence}, now});
}

void Scheduler::on_syn_ack(std::uint32_t target, model::Port port, TimePoint now, std::uint32_t reset,
                           bool looks_forged) {
    const bool is_news = take_open(target, port);
    reset_later(target, port, now, reset);
    if (!is_news) return;
    events_.on_port({hosts_.at(target).address, port, model::Transport::tcp}, PortState::unconfirmed, {});
    // A fragile host is not contacted more often than needed: identification is its second contact.
    if (!fragile_[target]) candidates_.push_back({target, port, looks_forged, is_likely_[port]});
}

void Scheduler::on_connected(std::uint32_t target, model::Port port, PortState state) {
    if (take_open(target, port)) on_confirmation(target, port, state);
}

void Scheduler::on_confirmation(std::uint32_t target, model::Port port, PortState state) {
    HostSummary& summary = hosts_.at(target).summary;
    if (state == PortState::unconfirmed) ++summary.unconfirmed;
    if (state == PortState::simulated) ++summary.simulated;
    if (state == PortState::tarpit) ++summary.tarpits;
    events_.on_port({hosts_.at(target).address, port, model::Transport::tcp}, state, {});
}

void Scheduler::on_tcp_reset(std::uint32_t target, model::Port port) {
    HostTable::Host& host = hosts_.at(target);
    const auto index = layout_.index_of({Probe::Kind::tcp, target, port, 0});
    const bool is_extra = extra_.asks(target, port);
    if (!is_extra && !(index && *index < window_.end())) return;
    ++answers_;
    extra_.on_answer(target, port, false);
    hosts_.note_answer(target, port, share());
    HostLane* const lane = lane_of(target);
    const bool is_of_lane = lane != nullptr && lane->on_answer({Probe::Kind::tcp, target, port, 0});
    if (!is_of_lane && (!index || !finish_answered(target, *index))) return;
    ++host.summary.closed;
    events_.on_port({host.address, port, model::Transport::tcp}, PortState::closed, {});
}

void Scheduler::on_ping(std::uint32_t target, Probe::Kind kind) {
    const auto index = layout_.index_of({kind, target, 0, 0});
    if (!index || *index >= window_.end()) return;  // never asked
    (void)window_.finish(*index);
    ++answers_;
    hosts_.mark_alive(target);
    HostSummary& summary = hosts_.at(target).summary;
    if (kind == Probe::Kind::echo) summary.icmp_echo = true;
    if (kind == Probe::Kind::timestamp) summary.icmp_timestamp = true;
    if (kind == Probe::Kind::ack) summary.tcp_ping = true;
}

void Scheduler::on_icmp_refusal(std::uint32_t target, bool from_target) {
    ++hosts_.at(target).summary.icmp_refusals;
    if (from_target) hosts_.mark_alive(target);
}

// Returns how many probes of this port were waiting.
std::uint64_t Scheduler::mark_udp_answered(std::uint32_t target, model::Port port) {
    std::uint64_t waiting = 0;
    if (udp_by_port_.empty()) return 0;
    HostLane* const lane = lane_of(target);
    const auto is_of_lane = [&](std::uint16_t probe) {
        return lane != nullptr && lane->on_answer({Probe::Kind::udp, target, 0, probe});
    };
    for (const std::uint16_t probe : udp_by_port_[port])
        if (const auto index = layout_.index_of({Probe::Kind::udp, target, 0, probe}))
            waiting += window_.finish(*index) || is_of_lane(probe) ? 1U : 0U;
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
            case ExtraProbes::Purpose::confirm:
                hosts_.note_confirmation(result.target);
                note_health(result.target, result.answered > 0);
                break;
            case ExtraProbes::Purpose::loss:
                host.summary.loss_estimate = 1.0 - static_cast<double>(result.opened) / result.asked;
                if (result.answered == 0) hosts_.note_stopped(result.target);
                break;
        }
    }
}

}  // namespace vigie::scan
