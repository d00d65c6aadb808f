// SPDX-License-Identifier: Apache-2.0
#include "protocols/msrpc/msrpc.h"

#include <gmock/gmock.h>
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

TEST(MsrpcMapper, ListsNamesAndPortsOfItsEndpoints) {
    const ByteString all = read_fixture("msrpc", "samba-4.17-endpoints.bin");
    const auto facts = protocol.parse(all);

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->number("msrpc.endpoints"), 38);
    EXPECT_THAT(facts->list("msrpc.services"), ::testing::IsSupersetOf({"eventlog", "ntsvcs"}));
    EXPECT_THAT(facts->list("msrpc.ports"), ::testing::Contains("49153"));
}

TEST(MsrpcMapper, IsAskedForItsListAfterTheBindingAndOnce) {
    const ByteString all = read_fixture("msrpc", "samba-4.17-endpoints.bin");
    constexpr std::size_t kBindAck = 60;
    const ByteString question = protocol.follow_up(Bytes(all).first(kBindAck));

    ASSERT_EQ(question.size(), 64U);
    EXPECT_EQ(question[8], question.size());
    EXPECT_TRUE(protocol.follow_up(all).empty());
    EXPECT_FALSE(protocol.complete(Bytes(all).subspan(kBindAck, 4280))) << "the second fragment is still to come";
    EXPECT_TRUE(protocol.complete(Bytes(all).subspan(kBindAck)));
}

}  // namespace
}  // namespace vigie::protocols::msrpc
