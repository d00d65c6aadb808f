// SPDX-License-Identifier: Apache-2.0
#include "protocols/profinet/profinet.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::profinet {
namespace {

TEST(ProfinetProbe, HasTheLengthThatItSays) {
    EXPECT_EQ(protocol.probe().size(), 80U + 76U);
}

TEST(ProfinetEntry, NamesTheDeviceAndItsVersions) {
    const auto facts = protocol.parse(read_fixture("profinet", "iec61158-s7-1200.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("profinet.device"), "S7-1200");
    EXPECT_EQ(facts->text("profinet.order_number"), "6ES7 214-1AG40-0XB0");
    EXPECT_EQ(facts->text("profinet.hardware"), "2");
    EXPECT_EQ(facts->text("profinet.software"), "4.2.3");
}

TEST(ProfinetEntry, ForAnotherAskerIsNotBelieved) {
    ByteString reply = read_fixture("profinet", "iec61158-s7-1200.bin");
    reply[40] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::profinet
