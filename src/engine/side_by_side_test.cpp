// SPDX-License-Identifier: Apache-2.0
#include "engine/side_by_side.h"

#include <vector>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/run_task.h"

namespace vigie::engine {
namespace {

using ::testing::ElementsAre;

struct Seen {
    std::vector<std::size_t> begun;
    std::size_t running = 0;
    std::size_t most = 0;
};

// Gives way to the others a few times, as a piece of work that waits for the network does.
net::Task<void> wait_a_little(Seen& seen, std::size_t index) {
    seen.begun.push_back(index);
    seen.most = std::max(seen.most, ++seen.running);
    for (std::size_t turn = 0; turn < 3 + index % 3; ++turn)
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
    --seen.running;
}

TEST(SideBySide, DoesEverythingOnceInOrderAndAFewAtATime) {
    Seen seen;

    net::run(side_by_side(
        7, 3, [&](std::size_t index) { return wait_a_little(seen, index); }, [] { return false; }));

    EXPECT_THAT(seen.begun, ElementsAre(0, 1, 2, 3, 4, 5, 6));
    EXPECT_EQ(seen.most, 3U);
    EXPECT_EQ(seen.running, 0U) << "all had ended";
}

TEST(SideBySide, BeginsNothingOnceItIsStopped) {
    Seen seen;

    net::run(side_by_side(
        100, 2, [&](std::size_t index) { return wait_a_little(seen, index); }, [&] { return seen.begun.size() >= 4; }));

    EXPECT_EQ(seen.begun.size(), 4U);
    EXPECT_EQ(seen.running, 0U) << "what had begun was ended";
}

TEST(SideBySide, OfNothingIsOverAtOnce) {
    Seen seen;

    net::run(side_by_side(
        0, 8, [&](std::size_t index) { return wait_a_little(seen, index); }, [] { return false; }));

    EXPECT_TRUE(seen.begun.empty());
}

}  // namespace
}  // namespace vigie::engine
