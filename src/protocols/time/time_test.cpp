// SPDX-License-Identifier: Apache-2.0
#include "protocols/time/time.h"

#include <gtest/gtest.h>

namespace vigie::protocols::time {
namespace {

using base::from_hex;

TEST(TimeAnswer, IsFourBytesOfThisCentury) {
    EXPECT_EQ(protocol.parse(from_hex("ee80a1c7"))->number("time.seconds"), 0xEE80A1C7);
    EXPECT_EQ(protocol.recognise(from_hex("ee80a1c7")), Match::maybe);
}

TEST(TimeAnswer, IsNothingElse) {
    for (const char* hex : {"", "ee80a1", "ee80a1c700", "00000001", "ffffffff"})
        EXPECT_EQ(protocol.recognise(from_hex(hex)), Match::no) << hex;
}

}  // namespace
}  // namespace vigie::protocols::time
