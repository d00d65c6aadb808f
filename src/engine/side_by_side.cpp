// SPDX-License-Identifier: Apache-2.0
#include "engine/side_by_side.h"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace vigie::engine {
namespace {

struct Queue {
    std::size_t count = 0;
    std::size_t next = 0;
    std::size_t running = 0;
    std::function<net::Task<void>(std::size_t)> work;
    std::function<bool()> stopped;
};

net::Task<void> run_lane(Queue& queue, boost::asio::steady_timer& all_done) {
    while (queue.next < queue.count && !queue.stopped()) {
        const std::size_t index = queue.next++;
        co_await queue.work(index);
    }
    if (--queue.running == 0) all_done.cancel();
}

}  // namespace

net::Task<void> side_by_side(std::size_t count, std::size_t lanes, std::function<net::Task<void>(std::size_t)> work,
                             std::function<bool()> stopped) {
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer all_done(executor, boost::asio::steady_timer::time_point::max());
    Queue queue;
    queue.count = count;
    queue.running = std::min(count, lanes);
    queue.work = std::move(work);
    queue.stopped = std::move(stopped);
    const auto rethrow = [](std::exception_ptr problem) {
        if (problem) std::rethrow_exception(problem);
    };
    const std::size_t begun = queue.running;
    for (std::size_t lane = 0; lane < begun; ++lane)
        boost::asio::co_spawn(executor, run_lane(queue, all_done), rethrow);
    while (queue.running > 0) {
        boost::system::error_code ignored;
        co_await all_done.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    }
}

}  // namespace vigie::engine
