// SPDX-License-Identifier: Apache-2.0
#include "protocols/raknet/raknet.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::raknet {
namespace {

TEST(RaknetAnswer, HasTextAndVersion) {
    EXPECT_EQ(protocol.parse(read_fixture("raknet", "bedrock-pong.bin"))->text("raknet.version"), "1.21.30");
}

TEST(RaknetAnswer, ToAnotherPingIsNotBelieved) {
    ByteString reply = read_fixture("raknet", "bedrock-pong.bin");
    reply[1] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::raknet
