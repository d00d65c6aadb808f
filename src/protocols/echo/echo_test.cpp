// SPDX-License-Identifier: Apache-2.0
#include "protocols/echo/echo.h"

#include <gtest/gtest.h>

namespace vigie::protocols::echo {
namespace {

TEST(EchoAnswer, IsOurQuestion) {
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::maybe);
    EXPECT_TRUE(protocol.parse(protocol.probe()));
}

TEST(EchoAnswer, ThatDiffersInOneByteIsNone) {
    ByteString reply = protocol.probe();
    reply.back() ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::echo
