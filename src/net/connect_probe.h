// SPDX-License-Identifier: Apache-2.0
// ConnectProbes: asks ports with connect() where raw sockets are not allowed. Many at a time on one thread, in a
// bounded number of sockets; an open port is closed with a reset, at once or after a moment of listening, and not one
// byte of data is ever sent.
// A probe ends before the kernel would repeat its SYN, so that every SYN is one of ours.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "model/perimeter.h"

namespace vigie::net {

struct ConnectAnswer {
    enum class Kind {
        open,
        closed,       // refused with a reset
        unreachable,  // a router or firewall said no
        silent        // nothing came in time
    } kind = Kind::silent;
    model::Endpoint endpoint;
    // Only of an open one that was held for a moment:
    bool reset_at_once = false;  // accepted, then reset before anything was said
    std::uint32_t window = 0;    // bytes that the other end is ready to take
};

// The kernel repeats a SYN after one second.
inline constexpr std::chrono::milliseconds kLongestConnectWait{950};

class ConnectProbes {
public:
    // most: sockets in flight; fewer are used when the system allows fewer (RLIMIT_NOFILE).
    static base::Result<std::unique_ptr<ConnectProbes>> open(std::size_t most);
    ~ConnectProbes();
    ConnectProbes(const ConnectProbes&) = delete;
    ConnectProbes& operator=(const ConnectProbes&) = delete;

    [[nodiscard]] bool has_place() const;
    [[nodiscard]] std::size_t in_flight() const;  // with those whose reset has not left yet
    // Errors: out_of_scope (nothing was sent), limit (no socket is left: try again later), io.
    // Its answer comes through collect(), also when it is known at once.
    // hold: how long an open connection is watched before it is reset. paid: packets of it that are counted already.
    base::Result<void> start(const model::Endpoint& to, std::chrono::steady_clock::time_point now,
                             std::chrono::milliseconds wait, const model::Scope& scope,
                             std::chrono::milliseconds hold = std::chrono::milliseconds(0), unsigned paid = 2);
    // Says whether one packet, the reset that ends an open connection, may leave now, and counts it then. also_sent:
    // what the kernel has sent on that connection beyond `paid` since it was last asked (it acknowledges data and the
    // end).
    using MayReset = std::function<bool(const model::IpAddress& address, unsigned also_sent)>;
    // Appends what is decided at `now`; never waits. What is open is told at once; its reset leaves when it is granted.
    void collect(std::chrono::steady_clock::time_point now, std::vector<ConnectAnswer>& answers,
                 const MayReset& may_reset);
    // Waits until collect() has work, at most `wait`. More descriptors (of UDP probes) may be given.
    void wait(std::chrono::nanoseconds wait, std::span<const int> also) const;

private:
    struct State;
    explicit ConnectProbes(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace vigie::net
