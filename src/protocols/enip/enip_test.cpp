// SPDX-License-Identifier: Apache-2.0
#include "protocols/enip/enip.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::enip {
namespace {

TEST(EnipAnswer, IdentifiesTheController) {
    const auto facts = protocol.parse(read_fixture("enip", "cip-identity.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("enip.product"), "1756-ENBT/A");
    EXPECT_EQ(facts->text("enip.revision"), "20.19");
    EXPECT_EQ(facts->number("enip.vendor_id"), 1);
    EXPECT_EQ(facts->text("enip.serial"), "00c0ffee");
    EXPECT_EQ(facts->text("enip.internal_address"), "192.168.10.20");
}

TEST(EnipAnswer, OfOtherLengthOrContextIsNotBelieved) {
    ByteString reply = read_fixture("enip", "cip-identity.bin");
    reply[12] ^= 1U;
    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no) << "an echo";
}

}  // namespace
}  // namespace vigie::protocols::enip
