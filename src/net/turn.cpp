// SPDX-License-Identifier: Apache-2.0
#include "net/turn.h"

namespace vigie::net {

Task<void> take_turn(Dialer& dialer, BusyAddresses& busy, model::IpAddress address, std::optional<Turn>& turn) {
    constexpr base::Millis kLook{50};  // between two looks at whether the address is free
    while (busy.contains(address)) co_await dialer.sleep(kLook);
    turn.emplace(busy, address);
}

}  // namespace vigie::net
