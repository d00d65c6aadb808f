// SPDX-License-Identifier: Apache-2.0
#include "protocols/rip/rip.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::rip {
namespace {

TEST(RipAnswer, IsAboutTheRouteThatWasAsked) {
    const auto facts = protocol.parse(read_fixture("rip", "rfc2453-unknown-route.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->number("rip.version"), 2);
}

TEST(RipAnswer, AboutAnotherRouteIsNotBelieved) {
    ByteString reply = read_fixture("rip", "rfc2453-unknown-route.bin");
    reply[8] = 10;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::rip
