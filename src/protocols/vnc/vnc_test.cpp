// SPDX-License-Identifier: Apache-2.0
#include "protocols/vnc/vnc.h"

#include <gtest/gtest.h>

namespace vigie::protocols::vnc {
namespace {

using base::from_hex;

using base::as_bytes;

TEST(VncAnswer, ListsTheSecurityTypes) {
    const auto facts = protocol.parse(from_hex("524642203030332e3030380a 03 02 13 05"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("vnc.version"), "3.8");
    EXPECT_EQ(facts->list("vnc.security_types"), (std::vector<std::string>{"vnc-password", "vencrypt", "ra2"}));
    EXPECT_EQ(facts->flag("vnc.unauthenticated"), false);
}

TEST(VncAnswer, SaysWhenNoPasswordIsNeeded) {
    EXPECT_EQ(protocol.parse(from_hex("524642203030332e3030380a 01 01"))->flag("vnc.unauthenticated"), true);
}

TEST(VncAnswer, OfVersion33IsTheServersChoice) {
    EXPECT_EQ(protocol.parse(from_hex("524642203030332e3030330a 00000001"))->flag("vnc.unauthenticated"), true);
    EXPECT_EQ(protocol.parse(from_hex("524642203030332e3030330a 00000002"))->flag("vnc.unauthenticated"), false);
    EXPECT_FALSE(protocol.parse(from_hex("524642203030332e3030330a 00000000"))->has("vnc.unauthenticated"));
}

TEST(VncAnswer, MayBeARefusal) {
    const auto facts = protocol.parse(from_hex("524642203030332e3030380a 00 00000004 66756c6c"));

    EXPECT_EQ(facts->text("vnc.refused"), "full");
    EXPECT_FALSE(facts->has("vnc.unauthenticated"));
}

TEST(VncGreeting, IsExact) {
    EXPECT_EQ(protocol.recognise(as_bytes("RFB 003.008")), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes("RFB x03.008\n")), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes("RFB 003.889\n")), Match::sure);
}

}  // namespace
}  // namespace vigie::protocols::vnc
