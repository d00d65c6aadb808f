// SPDX-License-Identifier: Apache-2.0
#include "scan/passes.h"

#include <gtest/gtest.h>

namespace vigie::scan {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

net::TimePoint after(net::Duration time) {
    return net::TimePoint{} + seconds(1000) + time;
}

TEST(ProbeWindow, KnowsWhatIsFinishedAndFindsTheNextThatIsNot) {
    ProbeWindow window(1000);  // in the middle of a word
    for (int i = 0; i < 500; ++i) window.open_next();

    EXPECT_TRUE(window.finish(1000));
    EXPECT_FALSE(window.finish(1000));
    EXPECT_FALSE(window.finish(999));
    EXPECT_FALSE(window.finish(1500));
    for (std::uint64_t index = 1001; index < 1300; ++index) EXPECT_TRUE(window.finish(index));

    EXPECT_EQ(window.next_open(1000, window.end()), 1300U);
    EXPECT_EQ(window.next_open(1000, 1200), 1200U);
    EXPECT_TRUE(window.is_finished(10));
    EXPECT_FALSE(window.is_finished(1300));
    EXPECT_FALSE(window.is_finished(1500));
}

TEST(ProbeWindow, ForgetsWhatIsOverAndGoesOn) {
    ProbeWindow window(0);
    for (std::uint64_t round = 0; round < 1000; ++round) {
        for (int i = 0; i < 97; ++i) window.open_next();
        EXPECT_TRUE(window.finish(window.base()));
        window.forget_before(window.end());
        EXPECT_EQ(window.size(), 0U);
    }

    EXPECT_EQ(window.base(), 97000U);
    window.open_next();
    EXPECT_FALSE(window.is_finished(97000));
    EXPECT_TRUE(window.finish(97000));
}

TEST(Pass, TellsWhenAProbeWasPassedNeverTooEarly) {
    Pass pass(0);
    for (std::uint64_t i = 0; i < 100; ++i) pass.move_to(i + 1, after(milliseconds(static_cast<int>(i) * 3)));

    for (std::uint64_t i = 0; i < 100; ++i) {
        const auto sent = after(milliseconds(static_cast<int>(i) * 3));
        EXPECT_GE(pass.time_of(i), sent) << i;
        EXPECT_LE(pass.time_of(i), sent + milliseconds(12)) << i;
    }
}

TEST(Pass, RemembersOnlyWhatALaterOneHasStillToGoOver) {
    Pass first(0);
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        first.move_to(i + 1, after(milliseconds(static_cast<int>(i) * 20)));
        if (i >= 100) first.forget_before(i - 100);
        EXPECT_LE(first.marks(), 103U);
    }

    EXPECT_EQ(first.time_of(99'950), after(milliseconds(99'950 * 20)));
}

}  // namespace
}  // namespace vigie::scan
