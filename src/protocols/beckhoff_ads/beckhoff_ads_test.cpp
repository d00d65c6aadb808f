// SPDX-License-Identifier: Apache-2.0
#include "protocols/beckhoff_ads/beckhoff_ads.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::beckhoff_ads {
namespace {

TEST(AdsAnswer, HasHostAndVersion) {
    const auto facts = protocol.parse(read_fixture("beckhoff_ads", "ads-information.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("beckhoff_ads.host"), "CX-1A2B3C");
    EXPECT_EQ(facts->text("beckhoff_ads.version"), "3.1.4024");
    EXPECT_EQ(facts->text("beckhoff_ads.net_id"), "10.11.12.13.1.1");
}

TEST(AdsAnswer, IsNotOurQuestion) {
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::beckhoff_ads
