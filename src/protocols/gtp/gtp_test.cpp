// SPDX-License-Identifier: Apache-2.0
#include "protocols/gtp/gtp.h"

#include <gtest/gtest.h>

namespace vigie::protocols::gtp {
namespace {

using base::from_hex;

TEST(GtpAnswer, RepeatsOurNumber) {
    const auto facts = protocol.parse(from_hex("32 02 0006 00000000 7667 0000 0e00"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->number("gtp.version"), 1);
}

TEST(GtpAnswer, WithAnotherNumberOrLengthIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(from_hex("32 02 0006 00000000 7668 0000 0e00")), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("32 02 0007 00000000 7667 0000 0e00")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::gtp
