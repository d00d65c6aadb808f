// SPDX-License-Identifier: Apache-2.0
#include "protocols/teredo/teredo.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "protocols/read_fixture.h"

namespace vigie::protocols::teredo {
namespace {

TEST(TeredoProbe, IsTheSolicitationThatARealServerAnswered) {
    EXPECT_EQ(base::to_hex(protocol.probe()),
              "0001000076696769652d303000"
              "6000000000083aff"
              "fe800000000000000000ffffffffffff"
              "ff020000000000000000000000000002"
              "85007d3700000000");
}

TEST(TeredoAdvertisement, HoldsTheServersAddress) {
    EXPECT_EQ(protocol.parse(read_fixture("teredo", "miredo-server-1.2.6-advertisement.bin"))->text("teredo.server"),
              "192.0.2.1");
}

TEST(TeredoAdvertisement, ToAnotherAskerIsNotBelieved) {
    ByteString reply = read_fixture("teredo", "miredo-server-1.2.6-advertisement.bin");
    reply[4] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::teredo
