// SPDX-License-Identifier: Apache-2.0
#include "engine/stop_watch.h"

namespace vigie::engine {

net::Task<void> watch_stop(const std::atomic<bool>& stop, net::NetworkDialer& dialer, const bool& finished) {
    constexpr base::Millis kLook{200};
    while (!finished) {
        if (stop) {
            dialer.cancel();
            co_return;
        }
        co_await dialer.sleep(kLook);
    }
}

}  // namespace vigie::engine
