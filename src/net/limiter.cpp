// SPDX-License-Identifier: Apache-2.0
#include "net/limiter.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vigie::net {
namespace {

constexpr double kRefillShare = 0.9;
// Three thousandths below a tenth: pay for kUncountedSending and for a batch that a second thread is still sending
// (FrameSender::kLongestUnderWay, begun and not begun).
constexpr double kBurstShare = 0.097;
constexpr double kFragileCap = 1;
// The most packets that one question may ask for and still be exact.
constexpr double kLargestTake = 4;
// Handing a batch to the kernel for this long is not forfeited (it is normal work).
constexpr auto kUncountedSending = std::chrono::milliseconds(1);
constexpr std::size_t kSmallestSweep = 4096;

// The first address of the /24 or /64.
model::IpAddress network_of(const model::IpAddress& address) {
    if (address.is_v4()) return model::IpAddress::v4(address.v4_host_order() & 0xFFFFFF00U);
    std::array<std::uint8_t, 16> bytes = address.bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return model::IpAddress::v6(bytes);
}

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

TokenBucket::TokenBucket(double cap, TimePoint now) : cap_(cap), updated_(now) {
    level_ = ceiling();
}

double TokenBucket::burst() const {
    return std::max(1.0, kBurstShare * cap_);
}

// Above the burst only a question for several packets can use the level (see take).
double TokenBucket::ceiling() const {
    return std::max(burst(), std::min(cap_, kLargestTake));
}

double TokenBucket::level_at(TimePoint now) const {
    const double elapsed = std::max(0.0, seconds(now - updated_));
    return std::min(ceiling(), level_ + elapsed * kRefillShare * cap_);
}

Duration TokenBucket::wait(unsigned packets, TimePoint now) const {
    const double needed = std::min(static_cast<double>(packets), ceiling());
    const double missing = needed - level_at(now);
    if (missing <= 0) return Duration::zero();
    const double nanoseconds = std::ceil(missing / (kRefillShare * cap_) * 1e9);
    return std::chrono::nanoseconds(static_cast<std::int64_t>(std::max(1.0, nanoseconds)));
}

// The level counts at most one burst, whatever rest there was: a large question that waited for more is granted,
// and what it took beyond the burst stays as a debt. So a window sees one burst + one second of refill, not more.
void TokenBucket::take(unsigned packets, TimePoint now) {
    level_ = std::min(level_at(now), burst()) - static_cast<double>(packets);
    updated_ = std::max(updated_, now);
}

bool TokenBucket::is_full(TimePoint now) const {
    return level_at(now) >= ceiling();
}

Limiter::Limiter(Caps caps)
    : caps_(std::move(caps)),
      counts_(caps_.packets_per_second || caps_.packets_per_second_per_address ||
              caps_.packets_per_second_per_network || !caps_.fragile.empty()) {}

bool Limiter::is_fragile(const model::IpAddress& address) const {
    return std::any_of(caps_.fragile.begin(), caps_.fragile.end(),
                       [&](const model::CidrBlock& block) { return block.contains(address); });
}

std::optional<double> Limiter::address_cap(const model::IpAddress& address) const {
    if (!caps_.fragile.empty() && is_fragile(address)) return kFragileCap;
    if (caps_.packets_per_second_per_address)
        return std::max<double>(1, static_cast<double>(*caps_.packets_per_second_per_address));
    return std::nullopt;
}

// A full bucket says nothing that a new one would not: memory is bounded by the addresses of the last seconds.
TokenBucket& Limiter::bucket_of(Buckets& buckets, std::size_t& sweep_at, const model::IpAddress& address, double cap,
                                TimePoint now) {
    if (buckets.size() >= sweep_at) {
        std::erase_if(buckets, [&](const auto& entry) { return entry.second.is_full(now); });
        sweep_at = std::max(kSmallestSweep, 2 * buckets.size());
    }
    return buckets.try_emplace(address, cap, now).first->second;
}

Duration Limiter::next_allowed(const model::IpAddress& address, unsigned packets, TimePoint now) const {
    if (!counts_) return Duration::zero();
    const TimePoint at = counted(now);
    Duration wait = global_ ? global_->wait(packets, at) : Duration::zero();
    if (const auto found = addresses_.find(address); found != addresses_.end())
        wait = std::max(wait, found->second.wait(packets, at));
    if (networks_.empty()) return wait;
    if (const auto found = networks_.find(network_of(address)); found != networks_.end())
        wait = std::max(wait, found->second.wait(packets, at));
    return wait;
}

bool Limiter::try_take(const model::IpAddress& address, unsigned packets, TimePoint now) {
    if (next_allowed(address, packets, now) > Duration::zero()) return false;
    charge(address, packets, now);
    return true;
}

void Limiter::charge(const model::IpAddress& address, unsigned packets, TimePoint now) {
    counted_packets_ += packets;
    if (!counts_) return;
    const TimePoint at = counted(now);
    if (caps_.packets_per_second) {
        if (!global_) global_.emplace(std::max<double>(1, static_cast<double>(*caps_.packets_per_second)), at);
        global_->take(packets, at);
    }
    if (caps_.packets_per_second_per_network) {
        const double cap = std::max<double>(1, static_cast<double>(*caps_.packets_per_second_per_network));
        bucket_of(networks_, sweep_networks_at_, network_of(address), cap, at).take(packets, at);
    }
    if (const auto cap = address_cap(address))
        bucket_of(addresses_, sweep_addresses_at_, address, *cap, at).take(packets, at);
}

void Limiter::was_sent(TimePoint taken, TimePoint now) {
    if (now - taken > kUncountedSending) forfeited_ += now - taken - kUncountedSending;
}

bool Limiter::try_open_connection(const model::IpAddress& address) {
    if (caps_.fragile.empty() || !is_fragile(address)) return true;
    return fragile_connections_.try_emplace(address, 1).second;
}

void Limiter::close_connection(const model::IpAddress& address) {
    fragile_connections_.erase(address);
}

}  // namespace vigie::net
