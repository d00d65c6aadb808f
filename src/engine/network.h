// SPDX-License-Identifier: Apache-2.0
// Network: how the stages of the network process reach hosts. The program gives them sockets, a test gives them a
// scripted hospital on a clock that jumps; the stages cannot tell which.
#pragma once

#include <atomic>
#include <functional>

#include "base/clock.h"
#include "net/network_dialer.h"
#include "net/raw_socket.h"
#include "scan/scan.h"

namespace vigie::engine {

class Network {
public:
    struct Reach {
        net::Dialer& dialer;
        net::NetworkDialer* descriptors;  // for a library that talks by itself; null: there are none
    };
    using Work = std::function<net::Task<void>(Reach reach)>;

    Network() = default;
    virtual ~Network() = default;
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    // Runs the work to its end on this thread. sessions_per_address: conversations with one address at a time.
    virtual void converse(unsigned sessions_per_address, Work work) = 0;
    virtual base::Result<scan::ScanOutcome> scan(const scan::ScanPlan& plan, scan::ScanEvents& events) = 0;
    [[nodiscard]] virtual bool may_send_now() const = 0;
    [[nodiscard]] virtual const base::Clock& clock() const = 0;
    // What has left so far; 0 = nobody counted.
    [[nodiscard]] virtual std::uint64_t counted_packets() const { return 0; }
};

// The real one. When `stop` is set, every conversation ends with Errc::cancelled.
class SocketNetwork final : public Network {
public:
    // All must outlive it. raw: null = connect() scan. windows: the perimeter's; none = always.
    SocketNetwork(const model::Scope& scope, net::Limiter& limiter, net::RawSockets* raw, const std::atomic<bool>& stop,
                  std::vector<model::TimeWindow> windows);

    void converse(unsigned sessions_per_address, Work work) override;
    base::Result<scan::ScanOutcome> scan(const scan::ScanPlan& plan, scan::ScanEvents& events) override;
    [[nodiscard]] bool may_send_now() const override;
    [[nodiscard]] const base::Clock& clock() const override { return clock_; }
    [[nodiscard]] std::uint64_t counted_packets() const override { return limiter_.counted_packets(); }

private:
    const model::Scope& scope_;
    net::Limiter& limiter_;
    net::RawSockets* raw_;
    const std::atomic<bool>& stop_;
    std::vector<model::TimeWindow> windows_;
    base::SystemClock clock_;
};

}  // namespace vigie::engine
