// SPDX-License-Identifier: Apache-2.0
// The loop over raw sockets: hear, prove, send what the limiter grants, rest.
#include <algorithm>
#include <optional>
#include <thread>

#include "net/raw_socket.h"
#include "scan/cookies.h"
#include "scan/meter.h"
#include "scan/transports.h"

namespace vigie::scan {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kBatch = 64;
constexpr net::Duration kShortestRest = std::chrono::microseconds(250);  // wakes at most 4,000 times a second
constexpr net::Duration kLongestRest = std::chrono::milliseconds(100);
constexpr net::Duration kQuestionPace =
    std::chrono::milliseconds(50);  // how often should_stop() and the like are asked

class RawScan {
public:
    RawScan(const Run& run, net::RawSockets& sockets, const Cookies& cookies)
        : run_(run), sockets_(sockets), cookies_(cookies), sources_(run.plan.targets.size()) {}

    void loop();

private:
    void take_answers(net::TimePoint now);
    void take_tcp(const net::TcpAnswer& answer, net::TimePoint now);
    void build(const Action& action);
    std::optional<model::IpAddress> source_of(const Action& action);

    Run run_;
    net::RawSockets& sockets_;
    const Cookies& cookies_;
    std::vector<std::optional<model::IpAddress>> sources_;  // ours towards each target, once asked
    net::RawAnswers answers_;
    std::vector<net::OutPacket> batch_;
};

std::optional<model::IpAddress> RawScan::source_of(const Action& action) {
    if (!action.address.is_v4()) {
        if (sockets_.has_ipv6()) return model::IpAddress();  // the kernel fills it in
        ++run_.outcome.packets_failed;
        if (run_.outcome.first_failure.empty()) run_.outcome.first_failure = "this system has no IPv6";
        return std::nullopt;
    }
    auto& known = sources_[action.target];
    if (known) return known;
    const auto source = sockets_.source_for(action.address);
    if (source) return known = *source;
    ++run_.outcome.packets_failed;
    if (run_.outcome.first_failure.empty()) run_.outcome.first_failure = source.error().what;
    return std::nullopt;
}

void RawScan::build(const Action& action) {
    if (action.kind == Action::Kind::udp) {
        send_udp(run_, action);
        return;
    }
    const auto source = source_of(action);
    if (!source) return;
    const net::TcpEnds ends{*source, action.address, sockets_.source_port(), action.port};
    switch (action.kind) {
        case Action::Kind::syn:
            batch_.push_back(net::build_syn(ends, cookies_.sequence(action.address, action.port)));
            break;
        case Action::Kind::reset: batch_.push_back(net::build_reset(ends, action.sequence)); break;
        case Action::Kind::echo:
            batch_.push_back(net::build_echo(*source, action.address, cookies_.of(action.address, 0)));
            break;
        case Action::Kind::udp: break;
    }
}

void RawScan::take_tcp(const net::TcpAnswer& answer, net::TimePoint now) {
    const auto target = run_.scheduler.hosts().find(answer.source);
    if (!target || answer.destination_port != sockets_.source_port()) return;
    // Only who has seen our SYN knows its sequence number.
    if (!answer.ack || answer.acknowledgement - 1 != cookies_.sequence(answer.source, answer.source_port)) return;
    if (answer.reset)
        run_.scheduler.on_tcp_reset(*target, answer.source_port);
    else if (answer.syn)
        run_.scheduler.on_syn_ack(*target, answer.source_port, now, answer.acknowledgement);
}

void RawScan::take_answers(net::TimePoint now) {
    answers_.clear();
    (void)sockets_.receive(answers_);
    for (const net::TcpAnswer& answer : answers_.tcp) take_tcp(answer, now);
    for (const net::EchoAnswer& answer : answers_.echo) {
        const auto target = run_.scheduler.hosts().find(answer.source);
        if (target && answer.cookie == cookies_.of(answer.source, 0)) run_.scheduler.on_echo(*target);
    }
    for (const net::Unreachable& error : answers_.unreachable) {
        const auto target = run_.scheduler.hosts().find(error.destination);
        if (!target || error.transport != model::Transport::tcp || error.source_port != sockets_.source_port())
            continue;
        if (error.sequence != cookies_.sequence(error.destination, error.destination_port)) continue;
        run_.scheduler.on_icmp_refusal(*target, error.source == error.destination);
    }
    take_udp_answers(run_);
}

void RawScan::loop() {
    const net::RawCounters before = sockets_.counters();
    const std::vector<int> udp = run_.udp != nullptr ? run_.udp->descriptors() : std::vector<int>();
    const std::uint64_t udp_sent_before = run_.outcome.packets_sent;
    std::uint64_t raw_sent = 0;
    Meter meter(run_.scheduler, run_.events, Clock::now());
    net::TimePoint asked{};
    net::TimePoint granted_at{};
    bool may_send = false;
    // Counted when granted: a packet waits here no longer than it takes to fill a batch.
    const Scheduler::Gate gate = [&](const model::IpAddress& address) -> net::Duration {
        if (run_.limiter.try_take(address, 1, granted_at)) return net::Duration::zero();
        return std::max<net::Duration>(run_.limiter.next_allowed(address, 1, granted_at), std::chrono::microseconds(1));
    };
    for (bool finished = false; !finished;) {
        net::TimePoint now = Clock::now();
        take_answers(now);
        if (now - asked >= kQuestionPace) {
            asked = now;
            may_send = run_.events.may_send_now();
            if (run_.events.should_stop()) {
                run_.outcome.stopped = true;
                break;
            }
            meter.tick(raw_sent + run_.outcome.packets_sent - udp_sent_before, now);
        }
        net::Duration rest = kLongestRest;
        if (may_send) {
            granted_at = now = Clock::now();
            batch_.clear();
            while (batch_.size() < kBatch) {
                const Scheduler::Next next = run_.scheduler.next(now, gate);
                finished = next.finished;
                if (!next.action) {
                    rest = next.wait;
                    break;
                }
                rest = net::Duration::zero();
                build(*next.action);
                if (next.action->kind == Action::Kind::udp && Clock::now() - now > std::chrono::milliseconds(1)) break;
            }
            raw_sent += batch_.size();
            sockets_.send(batch_, run_.scope);
            run_.limiter.was_sent(granted_at, Clock::now());
        }
        if (finished || rest == net::Duration::zero()) continue;
        rest = std::clamp(rest, kShortestRest, kLongestRest);
        // A short rest is slept through (answers may wait for it); a long one ends with the next answer.
        if (rest <= kShortestRest)
            std::this_thread::sleep_for(rest);
        else
            sockets_.wait(rest, udp);
    }
    const net::RawCounters after = sockets_.counters();
    run_.outcome.packets_sent += after.sent - before.sent;
    run_.outcome.packets_refused += after.refused - before.refused;
    run_.outcome.packets_failed += after.failed - before.failed;
    run_.outcome.answers_lost = after.kernel_dropped - before.kernel_dropped;
    if (run_.outcome.first_failure.empty()) run_.outcome.first_failure = after.first_failure;
    meter.finish(run_.outcome.packets_sent, Clock::now());
}

}  // namespace

base::Result<void> run_raw(const Run& run, net::RawSockets& sockets) {
    const auto cookies = Cookies::make();
    if (!cookies) return tl::unexpected(cookies.error());
    RawScan(run, sockets, *cookies).loop();
    return {};
}

}  // namespace vigie::scan
