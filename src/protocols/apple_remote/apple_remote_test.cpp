// SPDX-License-Identifier: Apache-2.0
#include "protocols/apple_remote/apple_remote.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::apple_remote {
namespace {

TEST(AppleRemoteAnswer, HasItsFixedLength) {
    const ByteString reply = read_fixture("apple_remote", "assistant-answer.bin");

    EXPECT_EQ(protocol.parse(reply)->text("apple_remote.name"), "iMac-Direction");
    EXPECT_EQ(protocol.recognise(base::Bytes(reply).first(1005)), Match::no);
}

TEST(AppleRemoteAnswer, IsNotOurQuestion) {
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::apple_remote
