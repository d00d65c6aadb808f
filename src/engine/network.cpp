// SPDX-License-Identifier: Apache-2.0
#include "engine/network.h"

#include <ctime>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace vigie::engine {
namespace {

int minute_of_day() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    return local.tm_hour * 60 + local.tm_min;
}

// Looks at `stop` until `finished`; then, or at once when stopping, makes every conversation of the dialer end.
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

net::Task<void> run_work(const Network::Work& work, net::NetworkDialer& dialer, bool& finished) {
    const Network::Reach reach{dialer, &dialer};
    co_await work(reach);
    finished = true;
}

}  // namespace

SocketNetwork::SocketNetwork(const model::Scope& scope, net::Limiter& limiter, net::RawSockets* raw,
                             const std::atomic<bool>& stop, std::vector<model::TimeWindow> windows)
    : scope_(scope), limiter_(limiter), raw_(raw), stop_(stop), windows_(std::move(windows)) {}

void SocketNetwork::converse(unsigned sessions_per_address, Work work) {
    boost::asio::io_context io(1);
    net::DialerOptions options;
    options.sessions_per_address = sessions_per_address;
    options.may_send_now = [this] { return may_send_now(); };
    net::NetworkDialer dialer(io, scope_, limiter_, options);
    bool finished = false;
    const auto rethrow = [](std::exception_ptr problem) {
        if (problem) std::rethrow_exception(problem);
    };
    boost::asio::co_spawn(io, run_work(work, dialer, finished), rethrow);
    boost::asio::co_spawn(io, watch_stop(stop_, dialer, finished), rethrow);
    io.run();
}

base::Result<scan::ScanOutcome> SocketNetwork::scan(const scan::ScanPlan& plan, scan::ScanEvents& events) {
    return scan::run_scan(plan, scope_, limiter_, raw_, events);
}

bool SocketNetwork::may_send_now() const {
    return windows_.empty() || model::within_windows(windows_, minute_of_day());
}

}  // namespace vigie::engine
