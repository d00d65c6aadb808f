// SPDX-License-Identifier: Apache-2.0
// run: drives one coroutine to its end on this thread and gives its value. For tests; the program has one network
// thread of its own (see net/task.h) and never nests another.
#pragma once

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include "net/task.h"

namespace vigie::net {

// T must be default constructible. An exception of the coroutine is thrown again here.
template <class T>
T run(Task<T> task) {
    boost::asio::io_context context;
    auto result = boost::asio::co_spawn(context, std::move(task), boost::asio::use_future);
    context.run();
    return result.get();
}

}  // namespace vigie::net
