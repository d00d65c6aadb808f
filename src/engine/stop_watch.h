// SPDX-License-Identifier: Apache-2.0
// Carries the wish to stop, set by a signal handler, into the coroutines of a stage.
#pragma once

#include <atomic>

#include "net/network_dialer.h"

namespace vigie::engine {

// Looks at `stop` until `finished`; then, or at once when stopping, makes every conversation of the dialer end.
net::Task<void> watch_stop(const std::atomic<bool>& stop, net::NetworkDialer& dialer, const bool& finished);

}  // namespace vigie::engine
