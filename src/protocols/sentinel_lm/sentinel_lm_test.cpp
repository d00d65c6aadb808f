// SPDX-License-Identifier: Apache-2.0
#include "protocols/sentinel_lm/sentinel_lm.h"

#include <gtest/gtest.h>

namespace vigie::protocols::sentinel_lm {
namespace {

using base::from_hex;

TEST(SentinelAnswer, IsLongerThanTheQuestion) {
    EXPECT_EQ(protocol.recognise(from_hex("7a 00 0000 0000 4c53 00")), Match::maybe);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("7b 00 0000 0000 4c53 00")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::sentinel_lm
