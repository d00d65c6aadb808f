// SPDX-License-Identifier: Apache-2.0
#include "net/limiter.h"

#include <algorithm>
#include <cmath>

namespace vigie::net {
namespace {

constexpr double kRefillShare = 0.9;
// A thousandth below a tenth: pays for kUncountedSending.
constexpr double kBurstShare = 0.099;
constexpr double kFragileCap = 1;
// The most packets that one question may ask for and still be exact.
constexpr double kLargestTake = 4;
// Handing a batch to the kernel for this long is not forfeited (it is normal work).
constexpr auto kUncountedSending = std::chrono::milliseconds(1);
constexpr std::size_t kSmallestSweep = 4096;

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

TokenBucket& Limiter::address_bucket(const model::IpAddress& address, double cap, TimePoint now) {
    if (addresses_.size() >= sweep_at_) forget_rested(now);
    return addresses_.try_emplace(address, cap, now).first->second;
}

// A full bucket says nothing that a new one would not: memory is bounded by the addresses of the last seconds.
void Limiter::forget_rested(TimePoint now) {
    std::erase_if(addresses_, [&](const auto& entry) { return entry.second.is_full(now); });
    sweep_at_ = std::max(kSmallestSweep, 2 * addresses_.size());
}

Duration Limiter::next_allowed(const model::IpAddress& address, unsigned packets, TimePoint now) const {
    const TimePoint at = counted(now);
    Duration wait = global_ ? global_->wait(packets, at) : Duration::zero();
    if (const auto found = addresses_.find(address); found != addresses_.end())
        wait = std::max(wait, found->second.wait(packets, at));
    return wait;
}

bool Limiter::try_take(const model::IpAddress& address, unsigned packets, TimePoint now) {
    if (next_allowed(address, packets, now) > Duration::zero()) return false;
    charge(address, packets, now);
    return true;
}

void Limiter::charge(const model::IpAddress& address, unsigned packets, TimePoint now) {
    const TimePoint at = counted(now);
    if (caps_.packets_per_second) {
        if (!global_) global_.emplace(std::max<double>(1, static_cast<double>(*caps_.packets_per_second)), at);
        global_->take(packets, at);
    }
    if (const auto cap = address_cap(address)) address_bucket(address, *cap, at).take(packets, at);
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
