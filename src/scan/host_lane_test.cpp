// SPDX-License-Identifier: Apache-2.0
#include "scan/host_lane.h"

#include <gtest/gtest.h>

namespace vigie::scan {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

net::TimePoint at(net::Duration time) {
    return net::TimePoint{} + seconds(1000) + time;
}

Layout small_layout() {
    return Layout({.fragile = {false}, .first_ports = {22, 80, 443}, .other_ports = {}, .udp_probes = 0, .seed = 1});
}

TEST(HostLane, AsksAtItsPaceAndASilentPortAgain) {
    const Layout layout = small_layout();
    HostLane lane(0, 0, {.per_second = 10, .tries = 2, .spacing = seconds(1), .pause = seconds(60)});
    std::vector<net::Duration> sent;
    unsigned silent = 0;

    for (net::Duration time{0}; time < seconds(6) && !lane.is_over(layout); time += milliseconds(10)) {
        const HostLane::Step step = lane.next(layout, at(time));
        if (step.silent) ++silent;
        if (!step.send) continue;
        lane.sent(*step.send, at(time));
        sent.push_back(time);
    }

    EXPECT_EQ(sent.size(), 6U);
    EXPECT_EQ(silent, 3U);
    EXPECT_TRUE(lane.is_over(layout));
    for (std::size_t i = 1; i < sent.size(); ++i) EXPECT_GE(sent[i] - sent[i - 1], milliseconds(100));
}

TEST(HostLane, APausedHostIsAskedOnceWhetherItIsBackAndThenFromTheGoodRoundOn) {
    const Layout layout = small_layout();
    HostLane lane(0, 1, {.per_second = 10, .tries = 2, .spacing = seconds(1), .pause = seconds(60)});

    lane.pause(at(seconds(0)));

    EXPECT_FALSE(lane.next(layout, at(seconds(59))).ask_whether_back);
    EXPECT_TRUE(lane.next(layout, at(seconds(60))).ask_whether_back);
    EXPECT_FALSE(lane.next(layout, at(seconds(61))).ask_whether_back);
    lane.resume(at(seconds(62)));
    EXPECT_EQ(lane.per_second(), 5.0);
    const HostLane::Step step = lane.next(layout, at(seconds(64)));
    ASSERT_TRUE(step.send);
    EXPECT_EQ(*step.send, layout.probe_of_round(1, 0));
}

}  // namespace
}  // namespace vigie::scan
