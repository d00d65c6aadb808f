// SPDX-License-Identifier: Apache-2.0
#include "protocols/stun/stun.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::stun {
namespace {

TEST(StunAnswer, NamesItsSoftware) {
    const auto facts = protocol.parse(read_fixture("stun", "coturn-4.6.1-binding.bin"));

    ASSERT_TRUE(facts);
    EXPECT_TRUE(facts->text("stun.software").starts_with("Coturn-4.6.1")) << facts->text("stun.software");
}

TEST(StunAnswer, ToAnotherTransactionIsNotBelieved) {
    ByteString reply = read_fixture("stun", "coturn-4.6.1-binding.bin");
    reply[12] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::stun
