// SPDX-License-Identifier: Apache-2.0
#include "net/limiter.h"

#include <deque>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace vigie::net {
namespace {

using model::CidrBlock;
using model::IpAddress;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

const IpAddress kHost = IpAddress::v4(0xC0000201);

TimePoint at(Duration since_start) {
    return TimePoint{} + seconds(1000) + since_start;
}

// The largest number of packets in any window [t, t + 1 s) of what was sent.
class Windows {
public:
    void add(TimePoint when, unsigned packets) {
        for (unsigned i = 0; i < packets; ++i) sent_.push_back(when);
        while (sent_.front() + seconds(1) <= when) sent_.pop_front();
        most_ = std::max(most_, sent_.size());
    }
    [[nodiscard]] std::size_t most() const { return most_; }

private:
    std::deque<TimePoint> sent_;
    std::size_t most_ = 0;
};

TEST(Limiter, WithoutCapsEverythingMayLeave) {
    Limiter limiter;

    for (int i = 0; i < 100000; ++i) ASSERT_TRUE(limiter.try_take(kHost, 1, at(Duration::zero())));

    EXPECT_EQ(limiter.tracked_addresses(), 0U);
}

TEST(Limiter, NoWindowOfOneSecondEverSeesMoreThanTheCap) {
    for (const std::uint32_t cap : {1U, 2U, 3U, 7U, 9U, 10U, 11U, 25U, 100U, 999U, 2000U}) {
        for (std::uint32_t seed = 0; seed < 4; ++seed) {
            Limiter limiter({.packets_per_second = cap, .packets_per_second_per_address = std::nullopt, .fragile = {}});
            std::mt19937 random(seed);
            Windows windows;
            Duration time{0};

            for (int i = 0; i < 20000; ++i) {
                // Rests, hammering and everything between: 0 to 2 s, mostly short.
                const auto span = random() % 50 == 0 ? 2000000U : random() % 5 == 0 ? 20000U : 200U;
                time += microseconds(random() % span);
                const unsigned packets = cap >= 4 && random() % 3 == 0 ? 1 + random() % 4 : 1;
                if (limiter.try_take(kHost, packets, at(time))) windows.add(at(time), packets);
            }

            EXPECT_LE(windows.most(), cap) << "seed " << seed;
            EXPECT_GE(windows.most(), std::min(cap, 4U) / 2) << "seed " << seed;
        }
    }
}

TEST(Limiter, WhoeverAsksAllTheTimeGetsNineTenthsOfTheCap) {
    for (const std::uint32_t cap : {1U, 5U, 25U, 2000U, 50000U}) {
        Limiter limiter({.packets_per_second = cap, .packets_per_second_per_address = std::nullopt, .fragile = {}});
        Windows windows;
        unsigned granted = 0;

        for (Duration time{0}; time < seconds(20); time += microseconds(100)) {
            while (limiter.try_take(kHost, 1, at(time))) {
                windows.add(at(time), 1);
                ++granted;
            }
        }

        EXPECT_LE(windows.most(), cap);
        EXPECT_GE(granted, 20 * cap * 89 / 100);
    }
}

TEST(Limiter, KeepsTheCapOfEachAddressAndOfAllTogether) {
    Limiter limiter({.packets_per_second = 300, .packets_per_second_per_address = 25, .fragile = {}});
    std::mt19937 random(7);
    Windows all;
    std::map<IpAddress, Windows> each;
    Duration time{0};

    for (int i = 0; i < 60000; ++i) {
        time += microseconds(random() % 400);
        const IpAddress address = IpAddress::v4(0x0A000000 + static_cast<std::uint32_t>(random() % 20));
        if (!limiter.try_take(address, 1, at(time))) continue;
        all.add(at(time), 1);
        each[address].add(at(time), 1);
    }

    EXPECT_LE(all.most(), 300U);
    EXPECT_GE(all.most(), 250U);
    for (const auto& [address, windows] : each) EXPECT_LE(windows.most(), 25U) << address.text();
}

TEST(Limiter, KeepsTheCapOfEachNetwork) {
    Limiter limiter({.packets_per_second = std::nullopt,
                     .packets_per_second_per_address = 25,
                     .packets_per_second_per_network = 100,
                     .fragile = {}});
    const IpAddress v6 = *IpAddress::parse("2001:db8::1");
    Windows first;
    Windows second;
    Windows third;

    for (Duration time{0}; time < seconds(5); time += milliseconds(1)) {
        for (std::uint32_t i = 0; i < 20; ++i) {
            if (limiter.try_take(IpAddress::v4(0xC0000200 + i), 1, at(time))) first.add(at(time), 1);
            if (limiter.try_take(IpAddress::v4(0xC0000300 + i), 1, at(time))) second.add(at(time), 1);
            std::array<std::uint8_t, 16> bytes = v6.bytes();
            bytes[15] = static_cast<std::uint8_t>(i);
            if (limiter.try_take(IpAddress::v6(bytes), 1, at(time))) third.add(at(time), 1);
        }
    }

    for (const Windows* windows : {&first, &second, &third}) {
        EXPECT_LE(windows->most(), 100U);
        EXPECT_GE(windows->most(), 85U);
    }
}

TEST(Limiter, SpacesPacketsEvenlyWhenTheCapIsSmall) {
    Limiter limiter({.packets_per_second = std::nullopt, .packets_per_second_per_address = 5, .fragile = {}});

    EXPECT_TRUE(limiter.try_take(kHost, 1, at(milliseconds(0))));
    EXPECT_FALSE(limiter.try_take(kHost, 1, at(milliseconds(221))));
    EXPECT_TRUE(limiter.try_take(kHost, 1, at(milliseconds(223))));
}

TEST(Limiter, AFragileAddressGetsOnePacketPerSecondAndOneConnection) {
    const IpAddress fragile = IpAddress::v4(0xC0000209);
    Limiter limiter(
        {.packets_per_second = 1000, .packets_per_second_per_address = 100, .fragile = {CidrBlock(fragile)}});

    EXPECT_TRUE(limiter.try_take(fragile, 1, at(milliseconds(0))));
    EXPECT_FALSE(limiter.try_take(fragile, 1, at(milliseconds(1000))));
    EXPECT_TRUE(limiter.try_take(fragile, 1, at(milliseconds(1112))));
    EXPECT_TRUE(limiter.try_open_connection(fragile));
    EXPECT_FALSE(limiter.try_open_connection(fragile));
    limiter.close_connection(fragile);
    EXPECT_TRUE(limiter.try_open_connection(fragile));
    EXPECT_TRUE(limiter.try_open_connection(kHost));
    EXPECT_TRUE(limiter.try_open_connection(kHost));
}

TEST(Limiter, TellsHowLongToWait) {
    Limiter limiter({.packets_per_second = 9, .packets_per_second_per_address = std::nullopt, .fragile = {}});
    ASSERT_TRUE(limiter.try_take(kHost, 1, at(Duration::zero())));

    const Duration wait = limiter.next_allowed(kHost, 1, at(Duration::zero()));

    EXPECT_FALSE(limiter.try_take(kHost, 1, at(wait - milliseconds(1))));
    EXPECT_TRUE(limiter.try_take(kHost, 1, at(wait)));
}

TEST(Limiter, WhatTheKernelSentIsPaidBackBeforeTheNextPacket) {
    Limiter limiter({.packets_per_second = 100, .packets_per_second_per_address = std::nullopt, .fragile = {}});
    ASSERT_TRUE(limiter.try_take(kHost, 1, at(Duration::zero())));

    limiter.charge(kHost, 99, at(Duration::zero()));

    EXPECT_FALSE(limiter.try_take(kHost, 1, at(milliseconds(950))));
    EXPECT_TRUE(limiter.try_take(kHost, 1, at(milliseconds(1050))));
}

TEST(Limiter, ABatchThatWasHeldUpDoesNotEarnTokensMeanwhile) {
    Limiter limiter({.packets_per_second = 100, .packets_per_second_per_address = std::nullopt, .fragile = {}});
    while (limiter.try_take(kHost, 1, at(Duration::zero()))) {
    }

    limiter.was_sent(at(Duration::zero()), at(milliseconds(501)));

    EXPECT_FALSE(limiter.try_take(kHost, 1, at(milliseconds(501))));
    EXPECT_TRUE(limiter.try_take(kHost, 1, at(milliseconds(520))));
}

TEST(Limiter, CountsWhatItGrantsAndWhatTheKernelSentWithAndWithoutACap) {
    Limiter free;
    EXPECT_TRUE(free.try_take(kHost, 3, at(seconds(0))));
    free.charge(kHost, 2, at(seconds(0)));
    EXPECT_EQ(free.counted_packets(), 5U);
    Limiter::Caps caps;
    caps.packets_per_second = 1;
    Limiter capped(caps);
    EXPECT_TRUE(capped.try_take(kHost, 1, at(seconds(0))));
    EXPECT_FALSE(capped.try_take(kHost, 1, at(seconds(0))));
    EXPECT_EQ(capped.counted_packets(), 1U);
}

TEST(Limiter, ForgetsAddressesThatHaveRested) {
    Limiter limiter({.packets_per_second = std::nullopt, .packets_per_second_per_address = 25, .fragile = {}});
    Duration time{0};

    for (std::uint32_t i = 0; i < 1000000; ++i) {
        time += microseconds(100);
        ASSERT_TRUE(limiter.try_take(IpAddress::v4(0x0A000000 + i), 1, at(time)));
    }

    EXPECT_LT(limiter.tracked_addresses(), 20000U);
}

}  // namespace
}  // namespace vigie::net
