// SPDX-License-Identifier: Apache-2.0
// One at a time to an address: whoever has the turn asks, pauses and gives it back. Counts nothing and opens nothing;
// who shares the set keeps the order.
#pragma once

#include <optional>
#include <set>

#include "model/address.h"
#include "net/session.h"

namespace vigie::net {

using BusyAddresses = std::set<model::IpAddress>;

// The address is its holder's until the end of its life.
class Turn {
public:
    Turn(BusyAddresses& busy, const model::IpAddress& address) : busy_(busy), address_(address) {
        busy_.insert(address_);
    }
    ~Turn() { busy_.erase(address_); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    BusyAddresses& busy_;
    model::IpAddress address_;
};

// Waits until nobody has the address, then takes it.
Task<void> take_turn(Dialer& dialer, BusyAddresses& busy, model::IpAddress address, std::optional<Turn>& turn);

}  // namespace vigie::net
