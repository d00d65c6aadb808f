// SPDX-License-Identifier: Apache-2.0
#include "engine/targets.h"

#include <gtest/gtest.h>

namespace vigie::engine {
namespace {

using model::CidrBlock;

TEST(Targets, AreDeclaredNotExcludedAndEachOnlyOnce) {
    model::Perimeter perimeter;
    perimeter.addresses = {*CidrBlock::parse("192.0.2.0/30"), *CidrBlock::parse("192.0.2.1")};
    perimeter.excluded = {*CidrBlock::parse("192.0.2.2")};

    const auto targets = targets_of(perimeter, "en");

    ASSERT_TRUE(targets);
    EXPECT_EQ(*targets, (std::vector<model::IpAddress>{*model::IpAddress::parse("192.0.2.0"),
                                                       *model::IpAddress::parse("192.0.2.1"),
                                                       *model::IpAddress::parse("192.0.2.3")}));
}

TEST(Targets, ABlockThatNobodyCanScanIsBadInput) {
    model::Perimeter perimeter;
    perimeter.addresses = {*CidrBlock::parse("2001:db8::/64")};

    const auto targets = targets_of(perimeter, "en");

    ASSERT_FALSE(targets);
    EXPECT_EQ(targets.error().code, base::Errc::input);
    EXPECT_NE(targets.error().what.find("2001:db8::/64"), std::string::npos);
}

}  // namespace
}  // namespace vigie::engine
