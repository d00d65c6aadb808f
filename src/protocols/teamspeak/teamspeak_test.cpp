// SPDX-License-Identifier: Apache-2.0
#include "protocols/teamspeak/teamspeak.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::teamspeak {
namespace {

TEST(TeamspeakAnswer, ReturnsOurNumber) {
    EXPECT_EQ(protocol.recognise(read_fixture("teamspeak", "ts3-step1.bin")), Match::sure);
}

TEST(TeamspeakAnswer, WithAnotherNumberIsNotBelieved) {
    ByteString reply = read_fixture("teamspeak", "ts3-step1.bin");
    reply.back() ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::teamspeak
