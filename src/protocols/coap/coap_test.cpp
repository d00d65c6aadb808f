// SPDX-License-Identifier: Apache-2.0
#include "protocols/coap/coap.h"

#include <gtest/gtest.h>

namespace vigie::protocols::coap {
namespace {

using base::from_hex;

TEST(CoapAnswer, ListsResources) {
    const auto facts = protocol.parse(from_hex("64 45 7667 38316433 c1 28 ff 3c2f3e2c3c2f74656d703e"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("coap.code"), "2.05");
    EXPECT_EQ(facts->text("coap.resources"), "</>,</temp>");
}

TEST(CoapAnswer, MayBeARefusal) {
    EXPECT_EQ(protocol.parse(from_hex("64 84 7667 38316433"))->text("coap.code"), "4.04");
    EXPECT_EQ(protocol.recognise(from_hex("70 00 7667")), Match::sure);
}

TEST(CoapAnswer, WithAnotherTokenIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(from_hex("64 45 7667 38316434 c1 28 ff 3c2f3e")), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("70 00 7668")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::coap
