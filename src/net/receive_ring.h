// SPDX-License-Identifier: Apache-2.0
// ReceiveRing: answers that the kernel's filter let through, in memory shared with the kernel: no system call per
// packet, and room for tens of thousands of answers while we do something else. Hears before the local firewall does.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "model/address.h"

namespace vigie::net {

class ReceiveRing {
public:
    // Opens the socket, deaf to everything but answers to our_port; needs CAP_NET_RAW. interface 0 = all.
    static base::Result<std::unique_ptr<ReceiveRing>> open(bool v6, model::Port our_port, int interface);
    ~ReceiveRing();
    ReceiveRing(const ReceiveRing&) = delete;
    ReceiveRing& operator=(const ReceiveRing&) = delete;

    // Makes the ring (tens of MiB, hence only when it is needed). Needs no privilege; a second call does nothing.
    base::Result<void> start();
    // Gives every packet that has arrived, from the IP header on, at most `most`. True when nothing is left.
    template <class Take>
    bool read(std::size_t most, const Take& take) {
        for (std::size_t count = 0; count < most; ++count) {
            const base::Bytes packet = front();
            if (packet.data() == nullptr) return true;
            take(packet);
            pop();
        }
        return false;
    }
    [[nodiscard]] int descriptor() const;
    // Answers that found the ring full, since the beginning.
    [[nodiscard]] std::uint64_t dropped();

private:
    struct State;
    explicit ReceiveRing(std::unique_ptr<State> state);
    [[nodiscard]] base::Bytes front() const;  // no data = nothing has arrived
    void pop();
    std::unique_ptr<State> state_;
};

}  // namespace vigie::net
