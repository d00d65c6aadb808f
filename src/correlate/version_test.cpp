// SPDX-License-Identifier: Apache-2.0
#include "correlate/version.h"

#include <gtest/gtest.h>

namespace vigie::correlate {
namespace {

TEST(Version, OrdersTheWayVendorsNumber) {
    constexpr const char* kAscending[] = {"1.0-dev", "1.0.0-alpha1", "1.0-beta2", "1.0rc1", "1.0rc2", "1.0",
                                          "1.0a",    "1.0b",         "1.0p1",     "1.0.1",  "1.2",    "1.10",
                                          "1.10.1",  "2.0-rc1",      "2.0",       "9.2",    "9.2p1",  "9.2p2",
                                          "9.3",     "9.10",         "10.0.17763"};
    for (std::size_t i = 0; i < std::size(kAscending); ++i)
        for (std::size_t j = 0; j < std::size(kAscending); ++j) {
            const int order = compare_versions(kAscending[i], kAscending[j]);
            EXPECT_EQ(order < 0, i < j) << kAscending[i] << " and " << kAscending[j];
            EXPECT_EQ(order > 0, i > j) << kAscending[i] << " and " << kAscending[j];
        }
}

TEST(Version, TreatsMissingPartsAsZeroAndAnyLengthOfNumber) {
    EXPECT_EQ(compare_versions("1.0", "1.0.0"), 0);
    EXPECT_EQ(compare_versions("v1.02", "1.2"), 0);
    EXPECT_LT(compare_versions("1.18446744073709551616", "1.18446744073709551617"), 0);
}

TEST(Version, KnowsWhenOneIsOnlyTheBeginningOfTheOther) {
    EXPECT_TRUE(is_less_precise("2.4", "2.4.58"));
    EXPECT_TRUE(is_less_precise("15.2.1544", "15.2.1544.14"));
    EXPECT_FALSE(is_less_precise("2.4", "2.4.0"));
    EXPECT_FALSE(is_less_precise("2.4.58", "2.4"));
    EXPECT_FALSE(is_less_precise("2.3", "2.4.58"));
    EXPECT_TRUE(is_less_precise("9.2", "9.2p1"));
    EXPECT_FALSE(is_less_precise("9.18.24", "9.18.24-S1"));
    EXPECT_FALSE(is_less_precise("4.0.0", "4.0.0-rc2"));
}

TEST(Version, SeparatesTheUpdate) {
    EXPECT_EQ(split_update("9.2p1").version, "9.2");
    EXPECT_EQ(split_update("9.2p1").update, "p1");
    EXPECT_EQ(split_update("4.2.8p18").update, "p18");
    EXPECT_EQ(split_update("4.0.0-rc2").version, "4.0.0");
    EXPECT_EQ(split_update("4.0.0-rc2").update, "rc2");
    EXPECT_EQ(split_update("1.0.2k").update, "");
    EXPECT_EQ(split_update("1.22.1").version, "1.22.1");
}

TEST(Version, TakesTheUpstreamPartOfWhatABannerShows) {
    EXPECT_EQ(upstream_version("9.2p1"), "9.2p1");
    EXPECT_EQ(upstream_version("10.11.6-MariaDB-0+deb12u1"), "10.11.6");
    EXPECT_EQ(upstream_version("5.5.5-10.11.6-MariaDB-0+deb12u1"), "10.11.6");
    EXPECT_EQ(upstream_version("4.17.12-Debian"), "4.17.12");
    EXPECT_EQ(upstream_version("9.18.24-1-Debian"), "9.18.24");
    EXPECT_EQ(upstream_version("4.0.0-rc2"), "4.0.0-rc2");
    EXPECT_EQ(upstream_version("v15.3.2"), "15.3.2");
    EXPECT_EQ(upstream_version("8.0.36-0ubuntu0.22.04.1"), "8.0.36");
    EXPECT_EQ(upstream_version("unknown"), "");
    EXPECT_EQ(upstream_version(""), "");
}

}  // namespace
}  // namespace vigie::correlate
