// SPDX-License-Identifier: Apache-2.0
#include "protocols/openwire/openwire.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::openwire {
namespace {

using base::from_hex;

TEST(OpenwireGreeting, NamesTheBrokerAndItsVersion) {
    const auto facts = protocol.parse(read_fixture("openwire", "activemq-5.17.2-greeting.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("openwire.software"), "ActiveMQ 5.17.2");
    EXPECT_EQ(facts->number("openwire.protocol_version"), 12);
    EXPECT_EQ(facts->text("openwire.platform"), "Java");
}

TEST(OpenwireGreeting, WithoutItsMarkIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(from_hex("00000152 01 4163746976654d52 0000000c 00")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::openwire
