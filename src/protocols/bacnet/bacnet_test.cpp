// SPDX-License-Identifier: Apache-2.0
#include "protocols/bacnet/bacnet.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::bacnet {
namespace {

using base::from_hex;

TEST(BacnetAnswer, DescribesTheDevice) {
    const auto facts = protocol.parse(read_fixture("bacnet", "ashrae135-properties.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("bacnet.vendor"), "Johnson Controls");
    EXPECT_EQ(facts->text("bacnet.model"), "NAE55");
    EXPECT_EQ(facts->number("bacnet.vendor_id"), 5);
    EXPECT_EQ(facts->number("bacnet.instance"), 4001);
    EXPECT_FALSE(facts->has("bacnet.firmware")) << "the device gave an error for it";
}

TEST(BacnetAnswer, MayBeARefusal) {
    EXPECT_EQ(protocol.parse(from_hex("81 0a 0009 01 00 60 01 09"))->flag("bacnet.refused"), true);
}

TEST(BacnetAnswer, ToAnotherQuestionIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(from_hex("81 0a 0009 01 00 60 02 09")), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("81 0a 000a 01 00 60 01 09")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::bacnet
