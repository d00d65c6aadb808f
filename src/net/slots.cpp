// SPDX-License-Identifier: Apache-2.0
#include "net/slots.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace vigie::net {

void Slots::Slot::release() {
    if (Slots* owner = std::exchange(owner_, nullptr)) owner->give_back(address_);
}

bool Slots::has_place(const model::IpAddress& address, unsigned limit) const {
    const auto found = used_by_address_.find(address);
    return used_ < in_all_ && (found == used_by_address_.end() || found->second < limit);
}

Task<Slots::Slot> Slots::take(model::IpAddress address, bool alone) {
    const unsigned limit = alone ? 1U : per_address_;
    if (!has_place(address, limit)) {
        auto waiter = std::make_shared<Waiter>(
            Waiter{address, limit, boost::asio::steady_timer(context_, boost::asio::steady_timer::time_point::max())});
        waiting_.push_back(waiter);
        while (!waiter->granted) co_await waiter->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    } else {
        ++used_;
        ++used_by_address_[address];
    }
    co_return Slot(this, address);
}

void Slots::give_back(const model::IpAddress& address) {
    --used_;
    const auto found = used_by_address_.find(address);
    if (found != used_by_address_.end() && --found->second == 0) used_by_address_.erase(found);
    for (auto waiter = waiting_.begin(); waiter != waiting_.end(); ++waiter) {
        if (!has_place((*waiter)->address, (*waiter)->limit)) continue;
        (*waiter)->granted = true;
        ++used_;
        ++used_by_address_[(*waiter)->address];
        (*waiter)->timer.cancel();
        waiting_.erase(waiter);
        return;
    }
}

}  // namespace vigie::net
