// SPDX-License-Identifier: Apache-2.0
// How many conversations may be open at once, per address and in all. A coroutine waits for its turn here; the
// politeness of the whole program rests on it, so no other way to a socket may exist.
#pragma once

#include <deque>
#include <map>
#include <memory>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "model/address.h"
#include "net/task.h"

namespace vigie::net {

class Slots {
public:
    Slots(boost::asio::io_context& context, unsigned per_address, unsigned in_all)
        : context_(context), per_address_(per_address), in_all_(in_all) {}

    // Held while a conversation lasts; gives the place back once.
    class Slot {
    public:
        Slot() = default;
        Slot(Slots* owner, model::IpAddress address) : owner_(owner), address_(address) {}
        Slot(Slot&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)), address_(other.address_) {}
        Slot& operator=(Slot&& other) noexcept {
            release();
            owner_ = std::exchange(other.owner_, nullptr);
            address_ = other.address_;
            return *this;
        }
        ~Slot() { release(); }
        void release();

    private:
        Slots* owner_ = nullptr;
        model::IpAddress address_;
    };

    // Waits until a place is free; alone = one conversation at a time with this address.
    Task<Slot> take(model::IpAddress address, bool alone);

private:
    struct Waiter {
        model::IpAddress address;
        unsigned limit;
        boost::asio::steady_timer timer;
        bool granted = false;
    };

    bool has_place(const model::IpAddress& address, unsigned limit) const;
    void give_back(const model::IpAddress& address);

    boost::asio::io_context& context_;
    unsigned per_address_;
    unsigned in_all_;
    unsigned used_ = 0;
    std::map<model::IpAddress, unsigned> used_by_address_;
    std::deque<std::shared_ptr<Waiter>> waiting_;
};

}  // namespace vigie::net
