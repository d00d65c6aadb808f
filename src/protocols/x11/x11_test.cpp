// SPDX-License-Identifier: Apache-2.0
#include "protocols/x11/x11.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::x11 {
namespace {

using base::from_hex;

TEST(X11Answer, SaysWhetherAnybodyMayComeIn) {
    const auto open = protocol.parse(read_fixture("x11", "xvfb-21.1-open.bin"));

    ASSERT_TRUE(open);
    EXPECT_EQ(open->flag("x11.unauthenticated"), true);
    EXPECT_EQ(open->text("x11.vendor"), "The X.Org Foundation");
}

TEST(X11Answer, MayBeARefusal) {
    const auto refused = protocol.parse(from_hex("00 04 0b00 0000 0100 4e6f2e20"));

    EXPECT_EQ(refused->flag("x11.unauthenticated"), false);
    EXPECT_EQ(refused->text("x11.reason"), "No.");
    EXPECT_EQ(protocol.parse(read_fixture("x11", "xvfb-21.1-refused.bin"))->flag("x11.unauthenticated"), false);
}

TEST(X11Answer, IsNotAnyBytes) {
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("01 00 0c00 0000 0100 4e6f2e20")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::x11
