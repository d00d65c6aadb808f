// SPDX-License-Identifier: Apache-2.0
#include "protocols/ubiquiti/ubiquiti.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::ubiquiti {
namespace {

TEST(UbiquitiAnswer, HasModelAndFirmware) {
    const auto facts = protocol.parse(read_fixture("ubiquiti", "discovery-v1-airos.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("ubiquiti.model"), "NanoStation M5");
    EXPECT_EQ(facts->text("ubiquiti.firmware"), "XW.ar934x.v6.3.2.33267.200904.1244");
    EXPECT_EQ(facts->text("ubiquiti.name"), "Pont-Bloc-C");
}

TEST(UbiquitiAnswer, WithAWrongLengthIsNotBelieved) {
    ByteString reply = read_fixture("ubiquiti", "discovery-v1-airos.bin");
    reply.push_back(0);

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::ubiquiti
