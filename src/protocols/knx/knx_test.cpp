// SPDX-License-Identifier: Apache-2.0
#include "protocols/knx/knx.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::knx {
namespace {

TEST(KnxAnswer, DescribesTheGateway) {
    const auto facts = protocol.parse(read_fixture("knx", "iso22510-description.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("knx.name"), "Passerelle KNX bloc");
    EXPECT_EQ(facts->text("knx.address"), "1.1.1");
    EXPECT_EQ(facts->list("knx.services").front(), "2 v1");
}

TEST(KnxAnswer, WithAWrongLengthIsNotBelieved) {
    ByteString reply = read_fixture("knx", "iso22510-description.bin");
    reply.push_back(0);

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::knx
