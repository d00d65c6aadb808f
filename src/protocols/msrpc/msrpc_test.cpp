// SPDX-License-Identifier: Apache-2.0
#include "protocols/msrpc/msrpc.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::msrpc {
namespace {

TEST(MsrpcProbe, IsAsLongAsItSays) {
    EXPECT_EQ(protocol.probe().size(), 72U);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

TEST(MsrpcAnswer, AcknowledgesTheBinding) {
    const auto facts = protocol.parse(read_fixture("msrpc", "c706-bind-ack.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->flag("msrpc.bound"), true);
    EXPECT_EQ(facts->text("msrpc.secondary_address"), "135");
}

}  // namespace
}  // namespace vigie::protocols::msrpc
