// SPDX-License-Identifier: Apache-2.0
#include "protocols/capwap/capwap.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::capwap {
namespace {

TEST(CapwapAnswer, NamesTheController) {
    const auto facts = protocol.parse(read_fixture("capwap", "rfc5415-discovery-response.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("capwap.controller"), "WLC-CHU-1");
}

TEST(CapwapAnswer, ToAnotherDiscoveryIsNotBelieved) {
    ByteString reply = read_fixture("capwap", "rfc5415-discovery-response.bin");
    reply[12] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::capwap
