// SPDX-License-Identifier: Apache-2.0
#include "engine/profile.h"

#include <gtest/gtest.h>

namespace vigie::engine {
namespace {

TEST(Profile, PrudentSendsAtMostTwentyFivePacketsASecondToAnAddress) {
    const auto caps = caps_of("prudent", {});

    ASSERT_TRUE(caps);
    EXPECT_EQ(caps->per_second_per_address, 25U);
    EXPECT_EQ(caps->per_second, 2000U);
}

TEST(Profile, ThePerimeterFileLowersACapButNeverRaisesIt) {
    model::Perimeter perimeter;
    perimeter.limits.packets_per_second = 300;
    perimeter.limits.packets_per_second_per_address = 1000;

    const auto caps = caps_of("standard", perimeter);

    ASSERT_TRUE(caps);
    EXPECT_EQ(caps->per_second, 300U);
    EXPECT_EQ(caps->per_second_per_address, 100U);
}

TEST(Profile, LabIsRefusedWithoutThePerimetersWord) {
    const auto refused = caps_of("lab", {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::Errc::input);

    model::Perimeter perimeter;
    perimeter.authorisation.laboratory = true;
    perimeter.limits.packets_per_second = 30000;
    const auto caps = caps_of("lab", perimeter);
    ASSERT_TRUE(caps);
    EXPECT_EQ(caps->per_second, 30000U);
    EXPECT_FALSE(caps->per_second_per_address);
}

TEST(Profile, AnUnknownNameSaysWhichOnesExist) {
    const auto caps = caps_of("rapide", {}, "en");

    ASSERT_FALSE(caps);
    EXPECT_EQ(caps.error().what, "unknown profile 'rapide': expected prudent, standard or lab");
}

}  // namespace
}  // namespace vigie::engine
