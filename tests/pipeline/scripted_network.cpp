// SPDX-License-Identifier: Apache-2.0
#include "scripted_network.h"

#include <deque>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "base/bytes.h"

namespace vigie::pipeline {
namespace {

constexpr net::Duration kRoundTrip = std::chrono::milliseconds(20);

model::Endpoint endpoint_of(const char* text) {
    return model::Endpoint::parse(text).value();
}

model::IpAddress address_of(const char* text) {
    return model::IpAddress::parse(text).value();
}

}  // namespace

void ScriptedNetwork::serve(const char* endpoint, std::function<std::string(const std::string& sent)> responder) {
    open_.insert(endpoint_of(endpoint));
    dialer.answer(endpoint_of(endpoint), std::move(responder));
}

void ScriptedNetwork::accept_everything(const char* address) {
    everything_.insert(address_of(address));
    for (unsigned port = 1; port <= 65535; ++port)
        dialer.answer({address_of(address), static_cast<model::Port>(port), model::Transport::tcp},
                      [](const std::string&) { return std::string(); });
}

void ScriptedNetwork::answer_udp(const char* endpoint, std::string datagram) {
    datagrams_[endpoint_of(endpoint)] = datagram;
    dialer.answer(endpoint_of(endpoint), [datagram](const std::string& sent) { return sent.empty() ? "" : datagram; });
}

void ScriptedNetwork::reset_the_rest(const char* address) {
    resetting_.insert(address_of(address));
}

void ScriptedNetwork::converse(unsigned sessions_per_address, Work work) {
    (void)sessions_per_address;
    boost::asio::io_context io(1);
    const Reach reach{dialer, nullptr};
    boost::asio::co_spawn(io, work(reach), [](std::exception_ptr problem) {
        if (problem) std::rethrow_exception(problem);
    });
    io.run();
}

ScriptedNetwork::Reply ScriptedNetwork::reply_to(const scan::Action& action) const {
    const bool resets = resetting_.contains(action.address);
    switch (action.kind) {
        case scan::Action::Kind::syn:
            if (everything_.contains(action.address) ||
                open_.contains({action.address, action.port, model::Transport::tcp}))
                return Reply::yes;
            return resets ? Reply::no : Reply::silence;
        case scan::Action::Kind::udp:
            if (datagrams_.contains({action.address, action.port, model::Transport::udp})) return Reply::yes;
            return resets ? Reply::no : Reply::silence;
        case scan::Action::Kind::echo: return resets ? Reply::yes : Reply::silence;
        case scan::Action::Kind::timestamp:
        case scan::Action::Kind::ack:
        case scan::Action::Kind::reset: return Reply::silence;
    }
    return Reply::silence;
}

void ScriptedNetwork::deliver(scan::Scheduler& scheduler, const scan::Action& action, net::TimePoint now) const {
    const Reply reply = reply_to(action);
    switch (action.kind) {
        case scan::Action::Kind::syn:
            if (reply == Reply::yes) scheduler.on_syn_ack(action.target, action.port, now, 1, false);
            if (reply == Reply::no) scheduler.on_tcp_reset(action.target, action.port);
            return;
        case scan::Action::Kind::udp:
            if (reply == Reply::yes)
                scheduler.on_udp_reply(
                    action.target, action.port,
                    base::as_bytes(datagrams_.at({action.address, action.port, model::Transport::udp})));
            if (reply == Reply::no) scheduler.on_udp_closed(action.target, action.port, true);
            return;
        case scan::Action::Kind::echo:
            if (reply == Reply::yes) scheduler.on_ping(action.target, scan::Probe::Kind::echo);
            return;
        case scan::Action::Kind::timestamp:
        case scan::Action::Kind::ack:
        case scan::Action::Kind::reset: return;
    }
}

base::Result<scan::ScanOutcome> ScriptedNetwork::scan(const scan::ScanPlan& plan, scan::ScanEvents& events) {
    struct Arrival {
        net::TimePoint time;
        scan::Action action;
    };
    scan::Scheduler scheduler(plan, plan.targets, std::vector<bool>(plan.targets.size(), false), events);
    std::deque<Arrival> arrivals;
    const net::TimePoint start{std::chrono::seconds(1000)};
    net::TimePoint now = start;
    scan::ScanOutcome outcome;
    for (;;) {
        while (!arrivals.empty() && arrivals.front().time <= now) {
            deliver(scheduler, arrivals.front().action, now);
            arrivals.pop_front();
        }
        for (const scan::Candidate& one : scheduler.take_candidates())
            scheduler.on_confirmation(one.target, one.port, scan::PortState::open);
        if (events.should_stop()) {
            outcome.stopped = true;
            break;
        }
        // The second contact finds what the first one found.
        for (const scan::Candidate& one : scheduler.take_candidates())
            scheduler.on_confirmation(one.target, one.port, scan::PortState::open);
        const scan::Scheduler::Next next =
            scheduler.next(now, [](const model::IpAddress&) { return net::Duration::zero(); });
        if (next.finished) break;
        if (next.action) {
            probed_.insert(next.action->address);
            ++outcome.packets_sent;
            if (reply_to(*next.action) != Reply::silence) arrivals.push_back({now + kRoundTrip, *next.action});
            now += std::chrono::microseconds(10);
            continue;
        }
        const net::TimePoint asked_for = now + std::max<net::Duration>(next.wait, std::chrono::microseconds(1));
        now = arrivals.empty() ? asked_for : std::min(asked_for, std::max(arrivals.front().time, now));
    }
    scanned_for_ += now - start;
    events.on_checkpoint(scheduler.checkpoint(), scheduler.slow_hosts());
    outcome.hosts = scheduler.hosts().summaries();
    outcome.total = scheduler.total();
    outcome.next_index = scheduler.checkpoint();
    return outcome;
}

}  // namespace vigie::pipeline
