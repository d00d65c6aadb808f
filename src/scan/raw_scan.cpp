// SPDX-License-Identifier: Apache-2.0
// The loop over raw sockets: hear, prove, send what the limiter grants, rest.
#include <algorithm>
#include <optional>
#include <thread>

#include "net/raw_socket.h"
#include "scan/confirm.h"
#include "scan/cookies.h"
#include "scan/meter.h"
#include "scan/transports.h"

namespace vigie::scan {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kBatch = 64;
constexpr net::Duration kShortestRest = std::chrono::microseconds(250);  // wakes at most 4,000 times a second
constexpr net::Duration kLongestRest = std::chrono::milliseconds(100);
constexpr net::Duration kConfirmRest = std::chrono::milliseconds(20);  // connections are asked for their news
constexpr net::Duration kTroubleRest = std::chrono::milliseconds(20);
constexpr net::Duration kTroubleWorthTelling = std::chrono::seconds(1);
constexpr net::Duration kQuestionPace =
    std::chrono::milliseconds(50);  // how often should_stop() and the like are asked
constexpr std::uint32_t kNotAskedYet = ~std::uint32_t{0};

class RawScan {
public:
    RawScan(const Run& run, net::RawSockets& sockets, const Cookies& cookies, Confirmer& confirmer)
        : run_(run),
          sockets_(sockets),
          cookies_(cookies),
          confirmer_(confirmer),
          hops_(run.plan.targets.size(), kNotAskedYet) {}

    void loop();

private:
    void take_answers(net::TimePoint now);
    void take_tcp(const net::TcpAnswer& answer, net::TimePoint now);
    void build(const Action& action);
    bool find_path(const Action& action);
    net::Duration fill_batch(net::TimePoint now);
    void send_batch();
    bool keeps_trouble(net::TimePoint now);

    Run run_;
    net::RawSockets& sockets_;
    const Cookies& cookies_;
    Confirmer& confirmer_;
    std::vector<std::uint32_t> hops_;        // towards each target, once asked
    std::vector<model::IpAddress> sources_;  // of each hop
    net::RawAnswers answers_;
    std::vector<net::OutPacket> batch_;
    net::TimePoint granted_at_{};
    std::optional<net::TimePoint> trouble_since_;
    bool trouble_told_ = false;
    bool finished_ = false;
};

// A host without a route is left out: nothing about it is known, and the outcome says so.
bool RawScan::find_path(const Action& action) {
    if (hops_[action.target] != kNotAskedYet) return true;
    const auto path = sockets_.path_to(action.address);
    if (!path) {
        ++run_.outcome.packets_failed;
        if (run_.outcome.first_failure.empty()) run_.outcome.first_failure = path.error().what;
        run_.scheduler.give_up(action.target);
        return false;
    }
    hops_[action.target] = path->hop;
    if (sources_.size() <= path->hop) sources_.resize(path->hop + 1);
    sources_[path->hop] = path->source;
    return true;
}

void RawScan::build(const Action& action) {
    if (action.kind == Action::Kind::udp) {
        send_udp(run_, action);
        return;
    }
    if (!find_path(action)) return;
    const std::uint32_t hop = hops_[action.target];
    const net::TcpEnds ends{sources_[hop], action.address, sockets_.source_port(), action.port};
    switch (action.kind) {
        case Action::Kind::syn:
            batch_.push_back(net::build_syn(ends, cookies_.sequence(action.address, action.port)));
            break;
        case Action::Kind::reset: batch_.push_back(net::build_reset(ends, action.sequence)); break;
        case Action::Kind::ack: batch_.push_back(net::build_ack(ends, cookies_.sequence(action.address, 0))); break;
        case Action::Kind::echo:
            batch_.push_back(net::build_echo(ends.source, action.address, cookies_.of(action.address, 0)));
            break;
        case Action::Kind::timestamp:
            batch_.push_back(net::build_timestamp(ends.source, action.address, cookies_.of(action.address, 0)));
            break;
        case Action::Kind::udp: return;
    }
    batch_.back().hop = hop;
}

void RawScan::take_tcp(const net::TcpAnswer& answer, net::TimePoint now) {
    const auto target = run_.scheduler.hosts().find(answer.source);
    if (!target || answer.destination_port != sockets_.source_port()) return;
    // A reset without acknowledgement is the answer to our bare acknowledgement.
    if (answer.reset && !answer.ack) {
        if (answer.sequence == cookies_.sequence(answer.source, 0)) run_.scheduler.on_ping(*target, Probe::Kind::ack);
        return;
    }
    // Only who has seen our SYN knows its sequence number.
    if (!answer.ack || answer.acknowledgement - 1 != cookies_.sequence(answer.source, answer.source_port)) return;
    if (answer.reset)
        run_.scheduler.on_tcp_reset(*target, answer.source_port);
    else if (answer.syn)
        run_.scheduler.on_syn_ack(*target, answer.source_port, now, answer.acknowledgement,
                                  answer.window == 0 || !answer.has_options);
}

void RawScan::take_answers(net::TimePoint now) {
    answers_.clear();
    (void)sockets_.receive(answers_);
    for (const net::TcpAnswer& answer : answers_.tcp) take_tcp(answer, now);
    for (const net::EchoAnswer& answer : answers_.echo) {
        const auto target = run_.scheduler.hosts().find(answer.source);
        const std::uint64_t mask = answer.is_timestamp ? net::kTimestampCookie : ~std::uint64_t{0};
        if (!target || answer.cookie != (cookies_.of(answer.source, 0) & mask)) continue;
        run_.scheduler.on_ping(*target, answer.is_timestamp ? Probe::Kind::timestamp : Probe::Kind::echo);
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

// Returns how long there is nothing to send; zero when the batch is not empty.
net::Duration RawScan::fill_batch(net::TimePoint now) {
    granted_at_ = now;
    // Counted when granted: a packet waits here no longer than it takes to fill a batch.
    const Scheduler::Gate gate = [&](const model::IpAddress& address) -> net::Duration {
        if (run_.limiter.try_take(address, 1, granted_at_)) return net::Duration::zero();
        return std::max<net::Duration>(run_.limiter.next_allowed(address, 1, granted_at_),
                                       std::chrono::microseconds(1));
    };
    net::Duration rest = kLongestRest;
    while (batch_.size() < kBatch) {
        const Scheduler::Next next = run_.scheduler.next(now, gate);
        finished_ = next.finished;
        if (!next.action) return batch_.empty() ? next.wait : net::Duration::zero();
        rest = net::Duration::zero();
        build(*next.action);
        if (next.action->kind == Action::Kind::udp && Clock::now() - now > std::chrono::milliseconds(1)) break;
    }
    return rest;
}

void RawScan::send_batch() {
    const std::size_t done = sockets_.send(batch_, run_.scope);
    batch_.erase(batch_.begin(), batch_.begin() + static_cast<std::ptrdiff_t>(done));
    const net::TimePoint now = Clock::now();
    run_.limiter.was_sent(granted_at_, now);
    granted_at_ = now;  // what waits for the interface is held up further, not once more from the start
}

// While the interface takes no packets what was granted waits, and nothing new is asked for. True when the patience
// is at an end.
bool RawScan::keeps_trouble(net::TimePoint now) {
    if (sockets_.trouble().empty()) {
        trouble_since_.reset();
        if (trouble_told_) run_.events.on_trouble("");
        trouble_told_ = false;
        return false;
    }
    if (!trouble_since_) trouble_since_ = now;
    if (!trouble_told_ && now - *trouble_since_ > kTroubleWorthTelling) {
        trouble_told_ = true;
        run_.events.on_trouble(sockets_.trouble());
    }
    if (now - *trouble_since_ < run_.plan.patience) return false;
    run_.outcome.stopped = true;
    run_.outcome.stopped_why = sockets_.trouble();
    return true;
}

void RawScan::loop() {
    const net::RawCounters before = sockets_.counters();
    const std::vector<int> udp = run_.udp != nullptr ? run_.udp->descriptors() : std::vector<int>();
    const auto sent = [&] { return sockets_.counters().sent - before.sent + run_.outcome.packets_sent; };
    Meter meter(run_.scheduler, run_.events, Clock::now());
    net::TimePoint asked{};
    bool may_send = false;
    while (!finished_ || !confirmer_.idle() || !sockets_.trouble().empty()) {
        const net::TimePoint now = Clock::now();
        take_answers(now);
        confirmer_.work(now, may_send);
        if (now - asked >= kQuestionPace) {
            asked = now;
            may_send = run_.events.may_send_now();
            if (run_.events.should_stop()) {
                run_.outcome.stopped = true;
                break;
            }
            meter.tick(sent(), now);
        }
        net::Duration rest = kLongestRest;
        if (may_send) {
            if (sockets_.trouble().empty()) rest = fill_batch(Clock::now());
            send_batch();
            if (rest != net::Duration::zero() || finished_) (void)sockets_.finish();  // its trouble is known then
            if (keeps_trouble(now)) break;
            if (!sockets_.trouble().empty()) rest = kTroubleRest;
        }
        if (!confirmer_.idle()) rest = std::min(rest, kConfirmRest);
        if (rest == net::Duration::zero()) continue;
        rest = std::clamp(rest, kShortestRest, kLongestRest);
        // A short rest is slept through (answers may wait for it); a long one ends with the next answer.
        if (rest <= kShortestRest)
            std::this_thread::sleep_for(rest);
        else
            sockets_.wait(rest, udp);
    }
    (void)sockets_.finish();
    const net::RawCounters after = sockets_.counters();
    run_.outcome.packets_sent += after.sent - before.sent;
    run_.outcome.packets_refused += after.refused - before.refused;
    run_.outcome.packets_failed += after.failed - before.failed + batch_.size() + sockets_.unsent();
    run_.outcome.answers_lost = after.kernel_dropped - before.kernel_dropped;
    if (run_.outcome.first_failure.empty()) run_.outcome.first_failure = after.first_failure;
    meter.finish(run_.outcome.packets_sent, Clock::now());
}

}  // namespace

base::Result<void> run_raw(const Run& run, net::RawSockets& sockets) {
    const auto cookies = Cookies::make();
    if (!cookies) return tl::unexpected(cookies.error());
    const auto confirmer = Confirmer::open(run);
    if (!confirmer) return tl::unexpected(confirmer.error());
    RawScan(run, sockets, *cookies, **confirmer).loop();
    return {};
}

}  // namespace vigie::scan
