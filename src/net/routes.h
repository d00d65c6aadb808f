// SPDX-License-Identifier: Apache-2.0
// The kernel's own knowledge of the network, read over netlink: which interface and next hop lead to an address, and
// which hardware address a neighbour has. Read only, needs no privilege; nothing is ever sent to the network by this.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "model/address.h"

namespace vigie::net {

using HardwareAddress = std::array<std::uint8_t, 6>;

struct Route {
    int interface = 0;
    model::IpAddress next_hop;  // the destination itself when it is a neighbour
    model::IpAddress source;    // what the kernel would write
    auto operator<=>(const Route&) const = default;
};

struct Link {
    bool is_ethernet = false;  // with addresses of six bytes that must be resolved
    HardwareAddress address{};
};

class Routes {
public:
    static base::Result<std::unique_ptr<Routes>> open();
    ~Routes();
    Routes(const Routes&) = delete;
    Routes& operator=(const Routes&) = delete;

    // interface: only routes over this one; 0 = any. Errors: unreachable (no route), io.
    base::Result<Route> find(const model::IpAddress& destination, int interface);
    base::Result<Link> link(int interface);
    // Every neighbour that the kernel believes to be there.
    base::Result<void> neighbours(
        bool v6, const std::function<void(int interface, const model::IpAddress&, const HardwareAddress&)>& take);

private:
    struct State;
    explicit Routes(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// 0 when there is none of that name.
int interface_number(const std::string& name);
std::string interface_name(int number);

}  // namespace vigie::net
