// SPDX-License-Identifier: Apache-2.0
// Hops: the ways out of this machine that a scan uses, each with its interface, the source address and, once the
// kernel's neighbour table knows it, the hardware address of the next hop. Sends nothing.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <vector>

#include "net/routes.h"

namespace vigie::net {

class Hops {
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    struct Hop {
        Route route;
        bool is_ethernet = false;
        bool is_gateway = false;
        std::optional<HardwareAddress> next;  // where frames go
        HardwareAddress ours{};
        TimePoint through_kernel{};  // when a packet last went the kernel's way
        TimePoint waited{};          // when somebody last waited for the gateway's hardware address
    };

    explicit Hops(std::unique_ptr<Routes> routes) : routes_(std::move(routes)) {}

    base::Result<std::uint32_t> number_for(const model::IpAddress& destination, int interface);
    [[nodiscard]] Hop& at(std::uint32_t number) { return hops_[number]; }
    [[nodiscard]] std::size_t size() const { return hops_.size(); }

    // A packet for this hop must go through the kernel now: nobody knows the hardware address, or the kernel should
    // see that it is still in use.
    [[nodiscard]] static bool must_use_kernel(const Hop& hop, TimePoint now) {
        return !hop.next || now - hop.through_kernel > kRefresh;
    }
    // Reads the neighbour table when somebody waits for it, or when it may have changed.
    void look_again(TimePoint now);
    void look_now(TimePoint now);

private:
    static constexpr std::chrono::seconds kRefresh{5};

    std::unique_ptr<Routes> routes_;
    std::vector<Hop> hops_;
    std::map<Route, std::uint32_t> numbers_;
    std::map<int, Link> links_;
    std::size_t unresolved_ = 0;  // Ethernet hops without a hardware address
    bool has_v6_ = false;
    TimePoint looked_{};
    std::chrono::steady_clock::duration cost_{0};
};

}  // namespace vigie::net
