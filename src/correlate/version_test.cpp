// SPDX-License-Identifier: Apache-2.0
#include "correlate/version.h"

#include <random>

#include <gtest/gtest.h>

#include "correlate/debian_version.h"

namespace vigie::correlate {
namespace {

int sign(int value) {
    return value < 0 ? -1 : value > 0 ? 1 : 0;
}

struct Ladder {
    Scheme scheme;
    std::vector<const char*> ascending;
};

const std::vector<Ladder>& ladders() {
    static const std::vector<Ladder> kLadders = {
        {Scheme::generic, {"1.0-dev", "1.0.0-alpha1", "1.0-beta2", "1.0rc1", "1.0rc2", "1.0",    "1.0a",
                           "1.0b",    "1.0p1",        "1.0.1",     "1.2",    "1.10",   "1.10.1", "2.0-rc1",
                           "2.0",     "9.2",          "9.2p1",     "9.2p2",  "9.3",    "9.10",   "10.0.17763"}},
        {Scheme::generic, {"4.2.8", "4.2.8p1", "4.2.8p9", "4.2.8p17", "4.2.8p18", "4.2.9"}},
        {Scheme::semver,
         {"1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
          "1.0.0-rc.1", "1.0.0", "2.0.0", "2.1.0", "2.1.1", "10.0.0"}},
        {Scheme::debian, {"1.0~~", "1.0~~a", "1.0~", "1.0", "1.0a", "1.0+", "1:0.1", "2:0"}},
        {Scheme::rpm, {"1.0~rc1", "1.0", "1.0^git1", "1.0^git2", "1.0a", "1.0.1", "1.1", "1:0.1-1", "1:0.1-2.el9"}},
        {Scheme::alpine,
         {"9.3_alpha1-r0", "9.3_rc1-r0", "9.3_rc2-r0", "9.3-r0", "9.3-r1", "9.3-r10", "9.3_git20240101-r0", "9.3_p1-r0",
          "9.3_p2-r0", "9.3_p2-r1", "9.3a-r0", "9.3b-r0", "9.3.1-r0", "9.10-r0"}},
        {Scheme::openssl,
         {"0.9.8", "0.9.8z", "0.9.8za", "0.9.8zh", "1.0.1", "1.0.1e", "1.0.2-beta1", "1.0.2", "1.0.2k", "1.0.2u",
          "1.0.2za", "1.0.2zb", "1.1.1", "1.1.1w", "3.0.0", "3.0.11"}},
        {Scheme::openssh, {"6.6.1p1", "7.4p1", "8.9", "9.2p1", "9.2p2", "9.3p1", "9.3p2", "9.8p1", "10.0p2"}},
        {Scheme::cisco, {"9.8(4)", "9.8(4)25", "9.12(1)", "9.16(2)14", "9.16.3", "9.20(2)"}},
        {Scheme::cisco, {"15.2(4)E", "15.2(4)E8", "15.2(4)E10", "15.2(7)E3"}},
        {Scheme::fortinet, {"6.4.9", "7.0.0", "v7.0.6,build0366", "7.0.7", "7.0.10", "7.2.0"}},
        {Scheme::pan_os, {"10.1.0-b2", "10.1.0", "10.1.3", "10.1.3-h1", "10.1.3-h2", "10.1.3-h10", "10.1.4", "10.2.0"}},
        {Scheme::netscaler,
         {"12.1-55.297", "13.0-91.12", "13.1-4.43", "13.1-37.159", "NS13.1: Build 48.47.nc", "13.1-49.13",
          "14.1-8.50"}},
        {Scheme::exchange,
         {"15.0.1497.2", "15.01.2507.006", "15.1.2507.61", "15.2.1118.7", "15.02.1118.040", "15.2.1258.12",
          "15.2.2562.17"}},
        {Scheme::vmware,
         {"6.5", "6.5 U1b", "6.7_u3", "6.7_u3p", "7.0.0", "7.0.2", "7.0 U3", "7.0U3c", "7.0U3o", "8.0.1", "8.0U2"}},
        {Scheme::sonicos, {"5.9.2.14-12o", "6.5.4.14-109n", "7.0.1-5018", "7.0.1-5035", "7.0.1-5119", "7.1.1-7040"}},
        {Scheme::date, {"0.52", "2012.55", "2020.81", "2022.83", "2024-06-21", "20240622", "2024.07.01"}},
    };
    return kLadders;
}

TEST(Version, OrdersTheWayEachVendorNumbers) {
    for (const Ladder& ladder : ladders())
        for (std::size_t i = 0; i < ladder.ascending.size(); ++i)
            for (std::size_t j = 0; j < ladder.ascending.size(); ++j) {
                const int order = compare_versions(ladder.scheme, ladder.ascending[i], ladder.ascending[j]);
                EXPECT_EQ(order < 0, i < j)
                    << name_of(ladder.scheme) << ": " << ladder.ascending[i] << " and " << ladder.ascending[j];
                EXPECT_EQ(order > 0, i > j)
                    << name_of(ladder.scheme) << ": " << ladder.ascending[i] << " and " << ladder.ascending[j];
            }
}

TEST(Version, KnowsTwoSpellingsOfOneVersion) {
    struct Same {
        Scheme scheme;
        const char* a;
        const char* b;
    };
    constexpr Same kSame[] = {{Scheme::generic, "1.0", "1.0.0"},
                              {Scheme::generic, "v1.02", "1.2"},
                              {Scheme::semver, "1.2.3+build7", "1.2.3"},
                              {Scheme::debian, "0:1.0-0", "1.00"},
                              {Scheme::rpm, "1.0", "1_0"},
                              {Scheme::openssh, "9.2", "9.2p1"},
                              {Scheme::cisco, "9.16(2)14", "9.16.2.14"},
                              {Scheme::cisco, "15.2(4)E8", "15.2(4)e8"},
                              {Scheme::fortinet, "v7.0.6,build0366,220606 (GA)", "7.0.6"},
                              {Scheme::pan_os, "10.1.3-h2", "10.1.3h2"},
                              {Scheme::netscaler, "NS13.1: Build 49.13.nc", "13.1-49.13"},
                              {Scheme::exchange, "Version 15.2 (Build 1118.40)", "15.02.1118.040"},
                              {Scheme::vmware, "7.0.3", "7.0 U3"},
                              {Scheme::vmware, "8.0U2", "8.0.2"},
                              {Scheme::date, "2024-06-22", "20240622"}};
    for (const Same& same : kSame) EXPECT_EQ(compare_versions(same.scheme, same.a, same.b), 0) << same.a;
    EXPECT_LT(compare_versions("1.18446744073709551616", "1.18446744073709551617"), 0);
}

TEST(Version, IsATotalOrderInEveryScheme) {
    std::mt19937 random(20261122);
    constexpr std::string_view kPieces[] = {"0",  "1",      "9",  "10", "007", "20240622", "99999999999999999999",
                                            ".",  "-",      "(",  ")",  "~",   "^",        ":",
                                            "+",  "p",      "h",  "rc", "b",   "alpha",    "E",
                                            "zz", "Build ", "_p", "-r"};
    const auto next = [&] {
        std::string out;
        const auto length = 1 + random() % 9;
        for (std::size_t i = 0; i < length; ++i) out += kPieces[random() % std::size(kPieces)];
        return out;
    };
    for (int number = 0; number <= static_cast<int>(Scheme::date); ++number) {
        const auto scheme = static_cast<Scheme>(number);
        for (int i = 0; i < 3'000; ++i) {
            const std::string a = next();
            const std::string b = next();
            const std::string c = next();
            const int ab = compare_versions(scheme, a, b);
            ASSERT_EQ(compare_versions(scheme, a, a), 0) << name_of(scheme) << " " << a;
            ASSERT_EQ(ab, -compare_versions(scheme, b, a)) << name_of(scheme) << " " << a << " " << b;
            const bool chain = ab <= 0 && compare_versions(scheme, b, c) <= 0;
            ASSERT_TRUE(!chain || compare_versions(scheme, a, c) <= 0)
                << name_of(scheme) << " " << a << " " << b << " " << c;
        }
    }
}

TEST(Version, HasTheSameDebianOrderByKeyAndByPolicy) {
    std::mt19937 random(42);
    constexpr std::string_view kAlphabet = "0019~+.-abZ:";
    const auto next = [&] {
        std::string out;
        const auto length = random() % 9;
        for (std::size_t i = 0; i < length; ++i) out += kAlphabet[random() % kAlphabet.size()];
        return out + "1";
    };
    for (int i = 0; i < 50'000; ++i) {
        const std::string a = next();
        const std::string b = next();
        ASSERT_EQ(compare_versions(Scheme::debian, a, b), sign(compare_debian_versions(a, b))) << a << " " << b;
    }
}

bool less_precise(Scheme scheme, const char* a, const char* b) {
    return is_less_precise(parse_version(scheme, a), parse_version(scheme, b));
}

TEST(Version, KnowsWhenOneIsOnlyTheBeginningOfTheOther) {
    EXPECT_TRUE(less_precise(Scheme::generic, "2.4", "2.4.58"));
    EXPECT_TRUE(less_precise(Scheme::exchange, "15.2.1544", "15.2.1544.14"));
    EXPECT_TRUE(less_precise(Scheme::netscaler, "13.1", "13.1-49.13"));
    EXPECT_TRUE(less_precise(Scheme::pan_os, "10.2.9", "10.2.9-h1"));
    EXPECT_FALSE(less_precise(Scheme::generic, "2.4", "2.4.0"));
    EXPECT_FALSE(less_precise(Scheme::generic, "2.4.58", "2.4"));
    EXPECT_FALSE(less_precise(Scheme::generic, "2.3", "2.4.58"));
    EXPECT_TRUE(less_precise(Scheme::generic, "9.2", "9.2p1"));
    EXPECT_FALSE(less_precise(Scheme::openssh, "9.2", "9.2p1"));
    EXPECT_FALSE(less_precise(Scheme::generic, "9.18.24", "9.18.24-S1"));
    EXPECT_FALSE(less_precise(Scheme::generic, "4.0.0", "4.0.0-rc2"));
    EXPECT_TRUE(less_precise(Scheme::vmware, "7.0.3", "7.0U3o"));
    EXPECT_TRUE(less_precise(Scheme::generic, "15.4.2", "15.4.2_hf_1"));
    EXPECT_FALSE(less_precise(Scheme::openssl, "1.0.2", "1.0.2p"));
}

TEST(Version, GivesNoOrderToTwoReleaseTrains) {
    const auto train = [](const char* text) { return parse_version(Scheme::cisco, text); };
    EXPECT_FALSE(comparable(train("15.2(4)E8"), train("15.2(4)M3")));
    EXPECT_TRUE(comparable(train("15.2(4)E8"), train("15.2(7)E3")));
    EXPECT_TRUE(comparable(train("9.16(2)14"), train("9.16.3")));
}

TEST(Version, SeparatesTheUpdate) {
    EXPECT_EQ(split_update("9.2p1").version, "9.2");
    EXPECT_EQ(split_update("9.2p1").update, "p1");
    EXPECT_EQ(split_update("4.2.8p18").update, "p18");
    EXPECT_EQ(split_update("4.0.0-rc2").version, "4.0.0");
    EXPECT_EQ(split_update("4.0.0-rc2").update, "rc2");
    EXPECT_EQ(split_update("1.0.2k").update, "");
    EXPECT_EQ(split_update("1.22.1").version, "1.22.1");
    EXPECT_EQ(split_update("10.1.3-h2", Scheme::pan_os).update, "h2");
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
    EXPECT_EQ(upstream_version("NS13.1: Build 49.13.nc, Date: Jul 10 2023", Scheme::netscaler), "13.1-49.13");
    EXPECT_EQ(upstream_version("13.1", Scheme::netscaler), "13.1");
    EXPECT_EQ(upstream_version("Version 15.2 (Build 1118.40)", Scheme::exchange), "15.2.1118.40");
    EXPECT_EQ(upstream_version("15.02.1118.040", Scheme::exchange), "15.2.1118.40");
    EXPECT_EQ(upstream_version("10.1.3-h2", Scheme::pan_os), "10.1.3-h2");
    EXPECT_EQ(upstream_version("15.2(4)E8, RELEASE SOFTWARE (fc1)", Scheme::cisco), "15.2(4)E8");
    EXPECT_EQ(upstream_version("9.16(2)14)", Scheme::cisco), "9.16(2)14");
    EXPECT_EQ(upstream_version("v7.0.6,build0366", Scheme::fortinet), "7.0.6");
    EXPECT_EQ(upstream_version("7.0.1-5035", Scheme::sonicos), "7.0.1-5035");
    EXPECT_EQ(upstream_version("2020.81", Scheme::date), "2020.81");
}

}  // namespace
}  // namespace vigie::correlate
