// SPDX-License-Identifier: Apache-2.0
#include "protocols/moxa/moxa.h"

#include <gtest/gtest.h>

namespace vigie::protocols::moxa {
namespace {

using base::from_hex;

TEST(MoxaAnswer, HasModelAndAdapter) {
    const auto facts = protocol.parse(from_hex("81 00 0018 00000000 00018000 1051 0090e8123456 c0a8017f"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("moxa.model"), "5110");
    EXPECT_EQ(facts->text("moxa.mac"), "0090e8123456");
}

TEST(MoxaAnswer, OfAnotherLengthIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(from_hex("81 00 0018 00000000")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::moxa
