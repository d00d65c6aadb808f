// SPDX-License-Identifier: Apache-2.0
#include "protocols/natpmp/natpmp.h"

#include <gtest/gtest.h>

namespace vigie::protocols::natpmp {
namespace {

using base::from_hex;

TEST(NatpmpAnswer, TellsTheExternalAddress) {
    const auto facts = protocol.parse(from_hex("00 80 0000 00000e10 c6336407"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("natpmp.external_address"), "198.51.100.7");
}

TEST(NatpmpAnswer, MayBeTheErrorOfPcp) {
    const auto facts = protocol_pcp.parse(from_hex("02 80 00 0c 00000000 00000e10 000000000000000000000000"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->number("natpmp.version"), 2);
    EXPECT_EQ(facts->number("natpmp.result"), 12);
}

TEST(NatpmpAnswer, OfAnotherLengthIsNotBelieved) {
    for (const char* hex : {"00 80", "00 80 0000 00000e10 c63364", "00 80 0009 00000e10 c6336407", "02 80 00 00"})
        EXPECT_EQ(protocol.recognise(from_hex(hex)), Match::no) << hex;
}

}  // namespace
}  // namespace vigie::protocols::natpmp
