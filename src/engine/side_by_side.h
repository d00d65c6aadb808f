// SPDX-License-Identifier: Apache-2.0
// Many pieces of work of one kind, a few at a time, on the caller's executor: so memory stays bounded however many
// there are. Not for threads: the pieces take turns where they wait.
#pragma once

#include <cstddef>
#include <functional>

#include "net/task.h"

namespace vigie::engine {

// work(0), work(1) ... work(count - 1): begun in that order, at most `lanes` at once; returns when all have ended. Once
// stopped() no other begins. What work throws ends the executor's run.
net::Task<void> side_by_side(std::size_t count, std::size_t lanes, std::function<net::Task<void>(std::size_t)> work,
                             std::function<bool()> stopped);

}  // namespace vigie::engine
