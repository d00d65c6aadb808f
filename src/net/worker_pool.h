// SPDX-License-Identifier: Apache-2.0
// Runs a blocking or long computation beside the network thread, for libraries that know no coroutines. The function
// must not touch anything that the network thread uses.
#pragma once

#include <functional>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/task.h"

namespace vigie::net {

class WorkerPool {
public:
    explicit WorkerPool(unsigned threads) : pool_(threads) {}

    // work is kept alive by the caller until the task has ended.
    template <class T>
    Task<T> run(const std::function<T()>& work) {
        T value = co_await boost::asio::co_spawn(pool_, call(work), boost::asio::use_awaitable);
        co_return value;
    }

private:
    template <class T>
    static Task<T> call(const std::function<T()>& work) {
        co_return work();
    }

    boost::asio::thread_pool pool_;
};

}  // namespace vigie::net
