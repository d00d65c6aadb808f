// SPDX-License-Identifier: Apache-2.0
// Task<T>: a coroutine of the one network thread. The only Asio name that code outside net/ sees.
//
// House rules for coroutines (g++ 12): named functions or members, never lambdas with captures; parameters by value or
// references that outlive the call; co_await alone on the right of "=" or as a statement, no temporaries with
// destructors in the same expression; no co_await inside a condition.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace vigie::net {

template <class T>
using Task = boost::asio::awaitable<T>;

}  // namespace vigie::net
