// SPDX-License-Identifier: Apache-2.0
// Whole scans against a simulated network, on a clock that jumps.
#include "scan/scheduler.h"

#include <map>
#include <numeric>
#include <queue>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace vigie::scan {
namespace {

using model::Endpoint;
using model::IpAddress;
using model::Port;
using model::Transport;
using net::Duration;
using net::TimePoint;
using std::chrono::milliseconds;
using std::chrono::seconds;

IpAddress host(std::uint32_t number) {
    return IpAddress::v4(0xC0000201 + number);
}

std::vector<Port> ports(std::size_t first, std::size_t count) {
    std::vector<Port> out(count);
    std::iota(out.begin(), out.end(), static_cast<Port>(first));
    return out;
}

class Recorder final : public ScanEvents {
public:
    void on_port(const Endpoint& endpoint, PortState state, base::Bytes) override {
        states[endpoint] = state;
        if (state != PortState::unconfirmed) ++reports[endpoint];
    }
    void on_host(const IpAddress& address, HostNews one) override { news.insert({address, one}); }
    void on_progress(const ScanProgress&) override {}
    void on_checkpoint(std::uint64_t, const std::vector<SlowHost>&) override {}
    void on_trouble(const std::string&) override {}
    bool should_stop() override { return false; }
    bool may_send_now() override { return true; }

    [[nodiscard]] std::set<Endpoint> open() const {
        std::set<Endpoint> out;
        for (const auto& [endpoint, state] : states)
            if (state == PortState::open) out.insert(endpoint);
        return out;
    }
    std::map<Endpoint, PortState> states;
    std::map<Endpoint, int> reports;
    std::set<std::pair<IpAddress, HostNews>> news;
};

enum class Reply { silence, open, closed };

// Plays the network: what each probe gets, after which time.
struct Simulation {
    std::function<Reply(std::uint32_t target, Port port, Duration time)> tcp = [](auto, auto, auto) {
        return Reply::silence;
    };
    std::function<Reply(std::uint32_t target, Port port)> udp = [](auto, auto) { return Reply::silence; };
    std::function<bool(std::uint32_t target)> echo = [](auto) { return false; };
    double loss = 0;
    Duration round_trip = milliseconds(40);
    net::Limiter limiter;
    std::uint64_t stop_at_index = ~std::uint64_t{0};

    // What left: (target, kind, port) -> times.
    std::map<std::tuple<std::uint32_t, Action::Kind, Port>, std::vector<Duration>> sent;
    std::vector<std::pair<Duration, IpAddress>> packets;
    Duration elapsed{0};

    void run(Scheduler& scheduler) {
        struct Arrival {
            Duration time;
            Action action;
            Reply reply;
        };
        const auto later = [](const Arrival& a, const Arrival& b) { return a.time > b.time; };
        std::priority_queue<Arrival, std::vector<Arrival>, decltype(later)> arrivals(later);
        std::mt19937 random(11);
        std::uniform_real_distribution<double> chance(0, 1);
        const auto start = TimePoint{} + seconds(1000);
        while (scheduler.index() < stop_at_index) {
            const TimePoint now = start + elapsed;
            while (!arrivals.empty() && arrivals.top().time <= elapsed) {
                const Arrival arrival = arrivals.top();
                arrivals.pop();
                deliver(scheduler, arrival.action, arrival.reply, now);
            }
            // The second contact finds what the first one found.
            for (const Candidate& one : scheduler.take_candidates())
                scheduler.on_confirmation(one.target, one.port, PortState::open);
            const Scheduler::Next next = scheduler.next(now, [&](const IpAddress& address) -> Duration {
                if (limiter.try_take(address, 1, now)) return Duration::zero();
                return std::max<Duration>(limiter.next_allowed(address, 1, now), std::chrono::microseconds(1));
            });
            if (next.finished) return;
            if (!next.action) {
                Duration step = std::max<Duration>(next.wait, std::chrono::microseconds(1));
                if (!arrivals.empty())
                    step =
                        std::min(step, std::max<Duration>(arrivals.top().time - elapsed, std::chrono::nanoseconds(1)));
                elapsed += step;
                continue;
            }
            const Action& action = *next.action;
            sent[{action.target, action.kind, action.port}].push_back(elapsed);
            packets.emplace_back(elapsed, action.address);
            Reply reply = Reply::silence;
            if (action.kind == Action::Kind::syn) reply = tcp(action.target, action.port, elapsed);
            if (action.kind == Action::Kind::udp) reply = udp(action.target, action.port);
            if (action.kind == Action::Kind::echo && echo(action.target)) reply = Reply::open;
            if (reply != Reply::silence && chance(random) >= loss) arrivals.push({elapsed + round_trip, action, reply});
        }
    }

    static void deliver(Scheduler& scheduler, const Action& action, Reply reply, TimePoint now) {
        const base::ByteString bytes{1, 2, 3};
        switch (action.kind) {
            case Action::Kind::syn:
                if (reply == Reply::open)
                    scheduler.on_syn_ack(action.target, action.port, now, 77, false);
                else
                    scheduler.on_tcp_reset(action.target, action.port);
                return;
            case Action::Kind::udp:
                if (reply == Reply::open)
                    scheduler.on_udp_reply(action.target, action.port, bytes);
                else
                    scheduler.on_udp_closed(action.target, action.port, true);
                return;
            case Action::Kind::echo: scheduler.on_ping(action.target, Probe::Kind::echo); return;
            case Action::Kind::timestamp:
            case Action::Kind::ack: return;
            case Action::Kind::reset: return;
        }
    }

    [[nodiscard]] std::size_t most_in_a_second(std::optional<IpAddress> only = std::nullopt) const {
        std::deque<Duration> window;
        std::size_t most = 0;
        for (const auto& [time, address] : packets) {
            if (only && address != *only) continue;
            window.push_back(time);
            while (window.front() + seconds(1) <= time) window.pop_front();
            most = std::max(most, window.size());
        }
        return most;
    }
};

std::vector<IpAddress> hosts(std::uint32_t count) {
    std::vector<IpAddress> out;
    for (std::uint32_t i = 0; i < count; ++i) out.push_back(host(i));
    return out;
}

Scheduler scheduler_for(ScanPlan& plan, ScanEvents& events, bool pings = false) {
    plan.pings = pings;
    return Scheduler(plan, plan.targets, std::vector<bool>(plan.targets.size()), events);
}

TEST(Scheduler, FindsEveryOpenPortWithinTheCaps) {
    ScanPlan plan{
        .targets = hosts(6), .tcp_ports = ports(1, 1500), .priority_ports = {22, 443}, .udp_probes = {}, .seed = 4};
    Recorder events;
    Scheduler scheduler = scheduler_for(plan, events);
    Simulation network;
    network.limiter = net::Limiter({.packets_per_second = 200, .packets_per_second_per_address = 50, .fragile = {}});
    network.tcp = [](auto target, Port port, auto) {
        if (port % 500 == 22) return Reply::open;
        return target % 2 == 0 ? Reply::closed : Reply::silence;
    };

    network.run(scheduler);

    EXPECT_EQ(events.open().size(), 6U * 3U);
    EXPECT_EQ(events.states.size(), 6U * 1500U);
    for (const auto& [endpoint, count] : events.reports) EXPECT_EQ(count, 1) << endpoint.text();
    const auto summaries = scheduler.hosts().summaries();
    EXPECT_EQ(summaries.at(host(0)).open, 3U);
    EXPECT_EQ(summaries.at(host(0)).closed, 1497U);
    EXPECT_EQ(summaries.at(host(0)).filtered, 0U);
    EXPECT_EQ(summaries.at(host(1)).filtered, 1497U);
    EXPECT_EQ(summaries.at(host(1)).loss_estimate, 0.0);
    EXPECT_FALSE(summaries.at(host(1)).answers_every_port);
    EXPECT_EQ(scheduler.checkpoint(), scheduler.total());
    EXPECT_LE(network.most_in_a_second(), 200U);
    for (std::uint32_t i = 0; i < 6; ++i) EXPECT_LE(network.most_in_a_second(host(i)), 50U);
}

TEST(Scheduler, ASilentPortIsAskedAgainASecondAndAMinuteLaterAndAnAnsweringOneOnce) {
    ScanPlan plan{.targets = hosts(2), .tcp_ports = ports(1, 100), .priority_ports = {}, .udp_probes = {}, .seed = 4};
    Recorder events;
    Scheduler scheduler = scheduler_for(plan, events);
    Simulation network;
    network.tcp = [](auto target, auto, auto) { return target == 0 ? Reply::closed : Reply::silence; };

    network.run(scheduler);

    for (const auto& [key, times] : network.sent) {
        ASSERT_EQ(times.size(), std::get<0>(key) == 0 ? 1U : 3U);
        if (times.size() == 3) {
            EXPECT_GE(times[1] - times[0], seconds(1));
            EXPECT_GE(times[2] - times[1], seconds(60));
        }
    }
    EXPECT_EQ(network.sent.size(), 200U);
}

TEST(Scheduler, LossIsMadeGoodByTheTriesAndEstimated) {
    ScanPlan plan{.targets = hosts(3), .tcp_ports = ports(1, 4000), .priority_ports = {}, .udp_probes = {}, .seed = 9};
    plan.retries = 3;
    Recorder events;
    Scheduler scheduler = scheduler_for(plan, events);
    Simulation network;
    network.loss = 0.02;
    network.tcp = [](auto, Port port, auto) { return port % 100 == 0 ? Reply::open : Reply::closed; };

    network.run(scheduler);

    EXPECT_EQ(events.open().size(), 3U * 40U);
    EXPECT_EQ(scheduler.hosts().summaries().at(host(0)).loss_estimate, 0.0);
}

TEST(Scheduler, EveryHalfOpenConnectionIsResetAndTheResetIsCounted) {
    ScanPlan plan{.targets = hosts(1), .tcp_ports = ports(1, 300), .priority_ports = {}, .udp_probes = {}, .seed = 9};
    Recorder events;
    Scheduler scheduler = scheduler_for(plan, events);
    Simulation network;
    network.limiter =
        net::Limiter({.packets_per_second = std::nullopt, .packets_per_second_per_address = 40, .fragile = {}});
    network.tcp = [](auto, auto, auto) { return Reply::open; };

    network.run(scheduler);

    for (Port port = 1; port <= 300; ++port)
        EXPECT_GE((network.sent[{0, Action::Kind::reset, port}].size()), 1U) << port;
    EXPECT_LE(network.most_in_a_second(), 40U);
    EXPECT_TRUE(events.news.contains({host(0), HostNews::answers_every_port}));
    EXPECT_TRUE(scheduler.hosts().summaries().at(host(0)).answers_every_port);
}

TEST(Scheduler, AHostThatFallsSilentMidwayIsReported) {
    ScanPlan plan{.targets = hosts(2), .tcp_ports = ports(1, 3000), .priority_ports = {}, .udp_probes = {}, .seed = 2};
    Recorder events;
    Scheduler scheduler = scheduler_for(plan, events);
    Simulation network;
    network.limiter =
        net::Limiter({.packets_per_second = std::nullopt, .packets_per_second_per_address = 100, .fragile = {}});
    network.tcp = [](auto target, Port port, Duration time) {
        if (target == 0 && time > seconds(15)) return Reply::silence;
        return port % 10 == 0 ? Reply::open : port % 3 == 0 ? Reply::closed : Reply::silence;
    };

    network.run(scheduler);

    EXPECT_TRUE(events.news.contains({host(0), HostNews::stopped_answering}));
    EXPECT_FALSE(events.news.contains({host(1), HostNews::stopped_answering}));
    const auto summary = scheduler.hosts().summaries().at(host(0));
    ASSERT_TRUE(summary.answered_until);
    EXPECT_LT(*summary.answered_until, 0.6);
    EXPECT_EQ(summary.loss_estimate, 1.0);
}

TEST(Scheduler, AHostThatAnswersOnlySoManyQuestionsASecondIsAskedMoreSlowlyAndLosesNothing) {
    ScanPlan plan{.targets = hosts(3), .tcp_ports = ports(1, 1500), .priority_ports = {}, .udp_probes = {}, .seed = 2};
    Recorder events;
    Scheduler scheduler = scheduler_for(plan, events);
    Simulation network;
    network.limiter =
        net::Limiter({.packets_per_second = std::nullopt, .packets_per_second_per_address = 200, .fragile = {}});
    // The firewall of host 0 lets 40 questions a second through.
    std::map<std::int64_t, int> passed;
    network.tcp = [&passed](auto target, Port port, Duration time) {
        if (target == 0 && ++passed[time / seconds(1)] > 40) return Reply::silence;
        return port % 50 == 0 ? Reply::open : Reply::closed;
    };

    network.run(scheduler);

    EXPECT_TRUE(events.news.contains({host(0), HostNews::slowed_down}));
    EXPECT_FALSE(events.news.contains({host(1), HostNews::slowed_down}));
    const auto summaries = scheduler.hosts().summaries();
    const HostSummary& slow = summaries.at(host(0));
    EXPECT_EQ(slow.open, 30U);
    EXPECT_EQ(slow.filtered, 0U);
    EXPECT_FALSE(slow.stopped_answering);
    ASSERT_TRUE(slow.slowed_to);
    EXPECT_LE(*slow.slowed_to, 100.0);
    EXPECT_EQ(summaries.at(host(1)).closed, 1470U);
    EXPECT_FALSE(summaries.at(host(1)).slowed_to);
}

TEST(Scheduler, AHostThatIsAwayForTwoMinutesIsAskedAgainFromWhereItLeft) {
    ScanPlan plan{.targets = hosts(2), .tcp_ports = ports(1, 3000), .priority_ports = {}, .udp_probes = {}, .seed = 2};
    Recorder events;
    Scheduler scheduler = scheduler_for(plan, events);
    Simulation network;
    network.limiter =
        net::Limiter({.packets_per_second = std::nullopt, .packets_per_second_per_address = 100, .fragile = {}});
    network.tcp = [](auto target, Port port, Duration time) {
        if (target == 0 && time > seconds(10) && time < seconds(130)) return Reply::silence;
        return port % 10 == 0 ? Reply::open : Reply::closed;
    };

    network.run(scheduler);

    EXPECT_EQ(scheduler.hosts().summaries().at(host(0)).open, 300U);
    EXPECT_FALSE(events.news.contains({host(0), HostNews::stopped_answering}));
    EXPECT_TRUE(events.news.contains({host(0), HostNews::slowed_down}));
}

TEST(Scheduler, HeavyLossIsMetWithMoreTries) {
    ScanPlan plan{.targets = hosts(4), .tcp_ports = ports(1, 5000), .priority_ports = {}, .udp_probes = {}, .seed = 3};
    plan.late_spacing = milliseconds(3000);
    Recorder events;
    Scheduler scheduler = scheduler_for(plan, events);
    Simulation network;
    network.loss = 0.19;  // one packet in ten, on both ways
    network.tcp = [](auto, Port port, auto) { return port % 20 == 0 ? Reply::open : Reply::closed; };

    network.run(scheduler);

    EXPECT_EQ(events.open().size(), 4U * 250U);
    EXPECT_FALSE(events.news.contains({host(0), HostNews::slowed_down}));
}

TEST(Scheduler, TheTriesOfAllProbesOfAllShardsAreSentOnceEach) {
    std::map<std::tuple<std::uint32_t, Action::Kind, Port>, std::size_t> sent;
    for (std::uint32_t shard = 0; shard < 3; ++shard) {
        ScanPlan plan{.targets = hosts(7), .tcp_ports = ports(1, 101), .priority_ports = {7, 9}, .udp_probes = {}};
        plan.shard = shard;
        plan.shards = 3;
        Recorder events;
        Scheduler scheduler = scheduler_for(plan, events, true);
        Simulation network;

        network.run(scheduler);

        for (const auto& [key, times] : network.sent) sent[key] += times.size();
    }

    EXPECT_EQ(sent.size(), 7U * (101 + 3));
    for (const auto& [key, count] : sent) EXPECT_EQ(count, std::get<1>(key) == Action::Kind::syn ? 3U : 2U);
}

TEST(Scheduler, AFilteringHostWithFewOpenPortsIsNotTakenForSilent) {
    ScanPlan plan{.targets = hosts(1),
                  .tcp_ports = ports(1, 20000),
                  .priority_ports = ports(1, 200),
                  .udp_probes = {},
                  .seed = 2};
    Recorder events;
    Scheduler scheduler = scheduler_for(plan, events);
    Simulation network;
    network.tcp = [](auto, Port port, auto) { return port <= 20 ? Reply::open : Reply::silence; };

    network.run(scheduler);

    EXPECT_FALSE(events.news.contains({host(0), HostNews::stopped_answering}));
    EXPECT_EQ(events.open().size(), 20U);
}

TEST(Scheduler, UdpSilenceIsNeverCalledOpen) {
    ScanPlan plan{.targets = hosts(1), .tcp_ports = {}, .priority_ports = {}, .seed = 2};
    plan.udp_probes = {{53, "dns", {1}}, {123, "ntp", {2}}, {161, "snmp", {3}}, {161, "snmp", {4}}, {69, "tftp", {5}}};
    Recorder events;
    Scheduler scheduler = scheduler_for(plan, events);
    Simulation network;
    network.udp = [](auto, Port port) {
        return port == 53 ? Reply::open : port == 123 ? Reply::closed : Reply::silence;
    };

    network.run(scheduler);

    EXPECT_EQ(events.states.at({host(0), 53, Transport::udp}), PortState::open);
    EXPECT_EQ(events.states.at({host(0), 123, Transport::udp}), PortState::closed);
    EXPECT_EQ(events.states.at({host(0), 161, Transport::udp}), PortState::open_filtered);
    EXPECT_EQ((events.reports.at({host(0), 161, Transport::udp})), 1);
    const auto& tries = network.sent.at({0, Action::Kind::udp, 69});
    ASSERT_EQ(tries.size(), 3U);
    EXPECT_GE(tries[2] - tries[1], seconds(1));
    const auto summary = scheduler.hosts().summaries().at(host(0));
    EXPECT_EQ(summary.udp_open, 1U);
    EXPECT_EQ(summary.udp_closed, 1U);
    EXPECT_EQ(summary.udp_open_filtered, 2U);
}

TEST(Scheduler, SilentHostsAreScannedAllTheSame) {
    ScanPlan plan{.targets = hosts(3), .tcp_ports = ports(1, 10), .priority_ports = {}, .udp_probes = {}, .seed = 2};
    Recorder events;
    Scheduler scheduler = scheduler_for(plan, events, true);
    Simulation network;
    network.echo = [](auto target) { return target == 1; };
    network.tcp = [](auto target, Port port, auto) { return target == 2 && port == 7 ? Reply::open : Reply::silence; };

    network.run(scheduler);

    const auto summaries = scheduler.hosts().summaries();
    EXPECT_FALSE(summaries.at(host(0)).alive);
    EXPECT_EQ(summaries.at(host(0)).filtered, 10U);
    EXPECT_TRUE(summaries.at(host(1)).alive && summaries.at(host(1)).icmp_echo);
    EXPECT_TRUE(summaries.at(host(2)).alive && !summaries.at(host(2)).icmp_echo);
}

TEST(Scheduler, AScanStoppedAnywhereAndResumedFindsTheSame) {
    ScanPlan plan{
        .targets = hosts(4), .tcp_ports = ports(1, 800), .priority_ports = ports(20, 5), .udp_probes = {}, .seed = 21};
    const auto replies = [](auto target, Port port, auto) {
        if ((port * 7 + target) % 97 == 0) return Reply::open;
        return port % 2 == 0 ? Reply::closed : Reply::silence;
    };
    std::set<Endpoint> expected;
    for (std::uint32_t target = 0; target < 4; ++target)
        for (Port port = 1; port <= 800; ++port)
            if (replies(target, port, 0) == Reply::open) expected.insert({host(target), port});

    for (const std::uint64_t stop : {1ULL, 100ULL, 1599ULL, 3199ULL}) {
        Recorder events;
        std::uint64_t checkpoint = 0;
        {
            Scheduler first = scheduler_for(plan, events);
            Simulation network;
            network.limiter = net::Limiter(
                {.packets_per_second = 500, .packets_per_second_per_address = std::nullopt, .fragile = {}});
            network.tcp = replies;
            network.stop_at_index = stop;
            network.run(first);
            checkpoint = first.checkpoint();
            EXPECT_LE(checkpoint, stop);
        }
        ScanPlan rest = plan;
        rest.start_index = checkpoint;
        for (const Endpoint& endpoint : events.open()) rest.known_open.push_back(endpoint);
        Recorder more;
        Scheduler second = scheduler_for(rest, more);
        Simulation network;
        network.tcp = replies;
        network.run(second);

        std::set<Endpoint> found = events.open();
        found.merge(more.open());
        EXPECT_EQ(found, expected) << "stopped at " << stop;
        for (const Endpoint& endpoint : rest.known_open)
            EXPECT_FALSE(more.states.contains(endpoint)) << endpoint.text();
    }
}

TEST(Scheduler, FragileHostsAreAskedOncePerSecondAndDoNotSlowTheOthers) {
    ScanPlan plan{.targets = hosts(3), .tcp_ports = ports(1, 60), .priority_ports = {}, .udp_probes = {}, .seed = 2};
    Recorder events;
    plan.pings = false;
    Scheduler scheduler(plan, plan.targets, {false, true, false}, events);
    Simulation network;
    network.limiter = net::Limiter({.packets_per_second = std::nullopt,
                                    .packets_per_second_per_address = 50,
                                    .fragile = {model::CidrBlock(host(1))}});
    network.tcp = [](auto, auto, auto) { return Reply::closed; };

    network.run(scheduler);

    EXPECT_EQ(network.most_in_a_second(host(1)), 1U);
    Duration others{0};
    for (const auto& [time, address] : network.packets)
        if (address != host(1)) others = std::max(others, time);
    EXPECT_LT(others, seconds(2));
    EXPECT_EQ(events.states.size(), 180U);
}

TEST(Scheduler, AnAnswerToAPortThatWasNeverAskedIsIgnored) {
    ScanPlan plan{.targets = hosts(1), .tcp_ports = ports(1, 5), .priority_ports = {}, .udp_probes = {}, .seed = 2};
    Recorder events;
    Scheduler scheduler = scheduler_for(plan, events);

    scheduler.on_syn_ack(0, 3, TimePoint{}, 1, false);
    scheduler.on_syn_ack(0, 4000, TimePoint{}, 1, false);
    scheduler.on_tcp_reset(0, 4);
    const base::ByteString bytes{1};
    scheduler.on_udp_reply(0, 53, bytes);

    EXPECT_TRUE(events.states.empty());
    EXPECT_TRUE(events.news.empty());
}

}  // namespace
}  // namespace vigie::scan
