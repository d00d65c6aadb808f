// SPDX-License-Identifier: Apache-2.0
// Limiter: how many packets may leave, per address, per network (/24, or /64 of IPv6) and in all. The promise is about
// every window of one second, wherever it starts: never more than the cap. Whoever sends asks here first; packets that
// the kernel sends by itself are charged afterwards, as a debt. Time comes in as a parameter, so that a test can play
// hours in moments. One thread only.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "model/address.h"

namespace vigie::net {

using TimePoint = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

// A token bucket: 0.9 * cap per second, a burst of a tenth of the cap (one packet below 10 per second, which spaces
// them evenly). What a second can see is their sum, so at most the cap.
class TokenBucket {
public:
    TokenBucket() = default;
    TokenBucket(double cap, TimePoint now);

    [[nodiscard]] Duration wait(unsigned packets, TimePoint now) const;  // zero = allowed now
    void take(unsigned packets, TimePoint now);                          // after wait() said zero, or as a debt
    [[nodiscard]] bool is_full(TimePoint now) const;                     // forgetting it changes nothing

private:
    [[nodiscard]] double level_at(TimePoint now) const;
    [[nodiscard]] double burst() const;
    [[nodiscard]] double ceiling() const;

    double cap_ = 0;
    double level_ = 0;
    TimePoint updated_{};
};

class Limiter {
public:
    struct Caps {
        std::optional<std::uint32_t> packets_per_second;              // all addresses together; none = no cap
        std::optional<std::uint32_t> packets_per_second_per_address;  // none = no cap
        std::optional<std::uint32_t> packets_per_second_per_network;  // /24 or /64; none = no cap
        std::vector<model::CidrBlock> fragile;                        // one packet per second, one connection at a time
    };

    Limiter() : Limiter(Caps()) {}  // no cap at all
    explicit Limiter(Caps caps);

    // True when `packets` packets may leave for address now; they are then counted.
    // More packets than a burst holds are granted after a rest that pays for them.
    bool try_take(const model::IpAddress& address, unsigned packets, TimePoint now);
    // How long until try_take() may succeed, if nobody else takes meanwhile. Zero = now.
    [[nodiscard]] Duration next_allowed(const model::IpAddress& address, unsigned packets, TimePoint now) const;
    // Packets that left without being asked for (a reset or an acknowledgement of the kernel): a debt.
    void charge(const model::IpAddress& address, unsigned packets, TimePoint now);
    // A batch was taken at `taken` but handed to the network only now: what the buckets would have gained meanwhile,
    // beyond a moment, is forfeited. Without this a program that was held up would send two shares in one second.
    void was_sent(TimePoint taken, TimePoint now);
    // Packets granted or charged since the start, with or without a cap: what the report says was sent.
    [[nodiscard]] std::uint64_t counted_packets() const { return counted_packets_; }

    // A fragile address has at most one connection. Others always get one.
    bool try_open_connection(const model::IpAddress& address);
    void close_connection(const model::IpAddress& address);

    [[nodiscard]] bool is_fragile(const model::IpAddress& address) const;
    [[nodiscard]] const Caps& caps() const { return caps_; }
    [[nodiscard]] std::size_t tracked_addresses() const { return addresses_.size(); }

private:
    [[nodiscard]] std::optional<double> address_cap(const model::IpAddress& address) const;
    using Buckets = std::unordered_map<model::IpAddress, TokenBucket>;
    static TokenBucket& bucket_of(Buckets& buckets, std::size_t& sweep_at, const model::IpAddress& address, double cap,
                                  TimePoint now);
    [[nodiscard]] TimePoint counted(TimePoint now) const { return now - forfeited_; }
    Caps caps_;
    std::optional<TokenBucket> global_;
    Buckets addresses_;  // only those that sent lately
    Buckets networks_;   // by their first address
    std::unordered_map<model::IpAddress, unsigned> fragile_connections_;
    std::size_t sweep_addresses_at_ = 4096;
    std::size_t sweep_networks_at_ = 4096;
    bool counts_ = true;  // false when there is no cap at all
    Duration forfeited_{0};
    std::uint64_t counted_packets_ = 0;
};

}  // namespace vigie::net
