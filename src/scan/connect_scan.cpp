// SPDX-License-Identifier: Apache-2.0
// The loop over the kernel's own connections, where raw sockets are not allowed. A connection costs a SYN and, when the
// port is open, an acknowledgement and a reset: two packets are asked for before it, the third is charged after it.
#include <algorithm>

#include "net/connect_probe.h"
#include "scan/meter.h"
#include "scan/transports.h"

namespace vigie::scan {
namespace {

using Clock = std::chrono::steady_clock;

constexpr net::Duration kLongestWait = std::chrono::milliseconds(50);
constexpr net::Duration kShortestWait = std::chrono::microseconds(250);
constexpr net::Duration kAskingPace = std::chrono::milliseconds(50);
constexpr net::Duration kNoPlaceRest = std::chrono::milliseconds(5);
constexpr unsigned kStartsPerTurn = 64;

// The connection is its own second contact. A SYN proxy resets it, a tarpit offers no window.
PortState state_of(const net::ConnectAnswer& answer) {
    return !answer.reset_at_once && answer.window < kSmallestWindow ? PortState::tarpit : PortState::open;
}

class ConnectScan {
public:
    ConnectScan(const Run& run, net::ConnectProbes& probes) : run_(run), probes_(probes) {}
    void loop();

private:
    void take_answers(net::TimePoint now);
    net::Duration gate(const model::IpAddress& address, net::TimePoint now);
    bool start(const Action& action, net::TimePoint now);
    void rest(net::Duration duration) const;

    Run run_;
    net::ConnectProbes& probes_;
    std::vector<net::ConnectAnswer> answers_;
};

net::Duration ConnectScan::gate(const model::IpAddress& address, net::TimePoint now) {
    if (!probes_.has_place()) return kNoPlaceRest;
    const net::Duration pause = run_.limiter.next_allowed(address, kPacketsOfConnection, now);
    if (pause > net::Duration::zero()) return pause;
    if (!run_.limiter.try_open_connection(address)) return kNoPlaceRest;
    if (run_.limiter.try_take(address, kPacketsOfConnection, now)) return net::Duration::zero();
    run_.limiter.close_connection(address);
    return kNoPlaceRest;
}

void ConnectScan::take_answers(net::TimePoint now) {
    answers_.clear();
    const auto may_reset = [&](const model::IpAddress& address, unsigned also_sent) {
        run_.outcome.packets_sent += also_sent;
        if (also_sent > 0) run_.limiter.charge(address, also_sent, now);
        return run_.limiter.try_take(address, 1, now);
    };
    probes_.collect(now, answers_, may_reset);
    for (const net::ConnectAnswer& answer : answers_) {
        run_.limiter.close_connection(answer.endpoint.address);
        const auto target = run_.scheduler.hosts().find(answer.endpoint.address);
        if (!target) continue;
        switch (answer.kind) {
            case net::ConnectAnswer::Kind::open:
                run_.outcome.packets_sent += 2;  // the acknowledgement and the reset
                run_.scheduler.on_connected(*target, answer.endpoint.port, state_of(answer));
                break;
            case net::ConnectAnswer::Kind::closed: run_.scheduler.on_tcp_reset(*target, answer.endpoint.port); break;
            case net::ConnectAnswer::Kind::unreachable: run_.scheduler.on_icmp_refusal(*target, false); break;
            case net::ConnectAnswer::Kind::silent: break;
        }
    }
    take_udp_answers(run_);
}

// False when there was no socket for it: to be tried again.
bool ConnectScan::start(const Action& action, net::TimePoint now) {
    if (action.kind != Action::Kind::udp && action.kind != Action::Kind::syn) {  // a ping needs a raw socket
        run_.limiter.close_connection(action.address);
        return true;
    }
    if (action.kind == Action::Kind::udp) {
        run_.limiter.close_connection(action.address);
        send_udp(run_, action);
        return true;
    }
    const auto started = probes_.start({action.address, action.port, model::Transport::tcp}, now,
                                       net::kLongestConnectWait, run_.scope, kConnectionHold);
    if (started) {
        ++run_.outcome.packets_sent;
        return true;
    }
    if (started.error().code == base::Errc::limit) return false;
    run_.limiter.close_connection(action.address);
    ++(started.error().code == base::Errc::out_of_scope ? run_.outcome.packets_refused : run_.outcome.packets_failed);
    if (run_.outcome.first_failure.empty()) run_.outcome.first_failure = started.error().what;
    return true;
}

void ConnectScan::rest(net::Duration duration) const {
    const std::vector<int> udp = run_.udp != nullptr ? run_.udp->descriptors() : std::vector<int>();
    probes_.wait(std::clamp(duration, kShortestWait, kLongestWait), udp);
}

void ConnectScan::loop() {
    Meter meter(run_.scheduler, run_.events, Clock::now());
    net::TimePoint asked{};
    bool may_send = false;
    std::optional<Action> postponed;
    for (bool finished = false; !finished || probes_.in_flight() > 0;) {
        net::TimePoint now = Clock::now();
        take_answers(now);
        if (now - asked >= kAskingPace) {
            asked = now;
            may_send = run_.events.may_send_now();
            if (run_.events.should_stop()) {
                run_.outcome.stopped = true;
                break;
            }
            meter.tick(run_.outcome.packets_sent, now);
        }
        net::Duration pause = kLongestWait;
        for (unsigned turn = 0; may_send && !finished && turn < kStartsPerTurn; ++turn) {
            now = Clock::now();
            if (postponed) {
                pause = kNoPlaceRest;
                if (!probes_.has_place() || !start(*postponed, now)) break;
                postponed.reset();
            }
            const Scheduler::Next next =
                run_.scheduler.next(now, [&](const model::IpAddress& address) { return gate(address, now); });
            finished = next.finished;
            pause = next.wait;
            if (!next.action) break;
            pause = net::Duration::zero();
            if (!start(*next.action, now)) postponed = next.action;
            run_.limiter.was_sent(now, Clock::now());
        }
        if (finished) pause = kNoPlaceRest;
        if (pause > net::Duration::zero()) rest(pause);
    }
    // What is still in flight after a stop gives its place back.
    take_answers(Clock::now() + net::kLongestConnectWait);
    meter.finish(run_.outcome.packets_sent, Clock::now());
}

}  // namespace

base::Result<void> run_connect(const Run& run) {
    auto probes = net::ConnectProbes::open(std::max<std::size_t>(1, run.plan.sockets));
    if (!probes) return tl::unexpected(probes.error());
    ConnectScan(run, **probes).loop();
    return {};
}

}  // namespace vigie::scan
