// SPDX-License-Identifier: Apache-2.0
#include "protocols/opcua/opcua.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "protocols/read_fixture.h"

namespace vigie::protocols::opcua {
namespace {

using base::from_hex;

TEST(OpcuaAnswer, IsAnAcknowledgementOrAnError) {
    EXPECT_EQ(protocol.parse(read_fixture("opcua", "part6-acknowledge.bin"))->number("opcua.protocol_version"), 0);
    EXPECT_EQ(protocol.parse(from_hex("45525246 10000000 00007e80 ffffffff"))->text("opcua.error"), "807e0000");
}

TEST(OpcuaProbe, IsAsLongAsItSays) {
    EXPECT_EQ(protocol.probe()[4], protocol.probe().size());
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

TEST(OpcuaEndpoints, SayWhatTheServerIsAndHowItIsGuarded) {
    const auto facts = protocol.parse(read_fixture("opcua", "node-opcua-2.186-endpoints.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("opcua.product_uri"), "NodeOPCUA-Server");
    EXPECT_EQ(facts->flag("opcua.without_security"), true);
    EXPECT_THAT(facts->list("opcua.security"),
                ::testing::IsSupersetOf({"none None", "sign Basic256Sha256", "sign-and-encrypt Aes256_Sha256_RsaPss"}));
    EXPECT_THAT(facts->list("opcua.logins"), ::testing::Contains("anonymous"));
    EXPECT_THAT(facts->list("opcua.urls"), ::testing::ElementsAre("opc.tcp://vm:4840/UA/Chaufferie"));
}

TEST(OpcuaDialogue, OpensAChannelThenAsksForEndpointsAndEnds) {
    const ByteString all = read_fixture("opcua", "node-opcua-2.186-endpoints.bin");
    constexpr std::size_t kAcknowledge = 28;
    constexpr std::size_t kOpened = 135;
    const Bytes heard(all);
    const ByteString open = protocol.follow_up(heard.first(kAcknowledge));
    const ByteString ask = protocol.follow_up(heard.first(kAcknowledge + kOpened));

    EXPECT_EQ(base::as_text(open).substr(0, 4), "OPNF");
    EXPECT_EQ(open[4], open.size());
    EXPECT_EQ(base::to_hex(Bytes(ask).first(16)),
              "4d534746"
              "61000000"
              "01000000"
              "01000000");
    EXPECT_TRUE(protocol.follow_up(heard).empty());
}

TEST(OpcuaDialogue, EndsAtAnError) {
    EXPECT_TRUE(protocol.follow_up(from_hex("45525246 10000000 00007e80 ffffffff")).empty());
}

}  // namespace
}  // namespace vigie::protocols::opcua
