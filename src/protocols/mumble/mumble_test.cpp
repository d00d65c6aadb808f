// SPDX-License-Identifier: Apache-2.0
#include "protocols/mumble/mumble.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::mumble {
namespace {

TEST(MumbleAnswer, HasItsVersion) {
    EXPECT_EQ(protocol.parse(read_fixture("mumble", "murmur-1.3.4-ping.bin"))->text("mumble.version"), "1.3.4");
}

TEST(MumbleAnswer, ToAnotherPingIsNotBelieved) {
    ByteString reply = read_fixture("mumble", "murmur-1.3.4-ping.bin");
    reply[4] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::mumble
