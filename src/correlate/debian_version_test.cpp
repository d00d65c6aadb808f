// SPDX-License-Identifier: Apache-2.0
#include "correlate/debian_version.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace vigie::correlate {
namespace {

int sign_of(int value) {
    return value < 0 ? -1 : value > 0 ? 1 : 0;
}

TEST(DebianVersion, FollowsThePolicyOnRealPairs) {
    struct Pair {
        const char* a;
        const char* b;
        int order;
    };
    constexpr Pair kPairs[] = {
        {"1:9.2p1-2+deb12u3", "1:9.2p1-2+deb12u10", -1},
        {"1:9.2p1-2", "1:9.2p1-2+deb12u1", -1},
        {"9.6p1-3ubuntu13.3", "9.6p1-3ubuntu13.16", -1},
        {"1.0~rc1-1", "1.0-1", -1},
        {"1.0~~", "1.0~", -1},
        {"1.0", "1.0~", 1},
        {"1.0-1", "1.0-1.1", -1},
        {"1:0.9", "2.0", 1},
        {"0:1.0", "1.0", 0},
        {"1.0-0", "1.0", 0},
        {"1.0", "1.00", 0},
        {"1.0+dfsg-1", "1.0-1", 1},
        {"2.4.57-2~deb12u1", "2.4.57-2", -1},
        {"1.18.0-6.1", "1.18.0-6.1+deb11u3", -1},
        {"5:7.0.15-1~deb12u10", "5:7.0.15-1~deb12u2", 1},
        {"4.17.12+dfsg-0+deb12u4", "4.17.9+dfsg-0+deb12u3", 1},
        {"1.0a", "1.0", 1},
        {"1.0a", "1.0+", -1},
        {"1.2.3-a", "1.2.3-1", 1},
        {"3.0.0~beta1-1", "3.0.0~alpha2-1", 1},
        {"99999999999999999999", "100000000000000000000", -1},
    };
    for (const Pair& pair : kPairs) {
        EXPECT_EQ(sign_of(compare_debian_versions(pair.a, pair.b)), pair.order) << pair.a << " and " << pair.b;
        EXPECT_EQ(sign_of(compare_debian_versions(pair.b, pair.a)), -pair.order) << pair.b << " and " << pair.a;
    }
}

TEST(DebianVersion, IsATotalOrder) {
    std::mt19937 random(20261121);
    constexpr std::string_view kAlphabet = "0019~+.-abZ:";
    const auto next = [&] {
        std::string out;
        const auto length = 1 + random() % 8;
        for (std::size_t i = 0; i < length; ++i) out += kAlphabet[random() % kAlphabet.size()];
        return out;
    };
    for (int i = 0; i < 20'000; ++i) {
        const std::string a = next();
        const std::string b = next();
        const std::string c = next();
        ASSERT_EQ(compare_debian_versions(a, a), 0) << a;
        ASSERT_EQ(sign_of(compare_debian_versions(a, b)), -sign_of(compare_debian_versions(b, a))) << a << " " << b;
        const bool chain = compare_debian_versions(a, b) <= 0 && compare_debian_versions(b, c) <= 0;
        ASSERT_TRUE(!chain || compare_debian_versions(a, c) <= 0) << a << " " << b << " " << c;
    }
}

TEST(DebianVersion, TakesItsPartsApart) {
    EXPECT_EQ(without_epoch("1:9.2p1-2"), "9.2p1-2");
    EXPECT_EQ(without_epoch("9.2p1-2"), "9.2p1-2");
    EXPECT_EQ(upstream_of_debian_version("1:9.2p1-2+deb12u3"), "9.2p1");
    EXPECT_EQ(upstream_of_debian_version("2:4.17.12+dfsg-0+deb12u4"), "4.17.12+dfsg");
    EXPECT_EQ(upstream_of_debian_version("1.0"), "1.0");
}

}  // namespace
}  // namespace vigie::correlate
