// SPDX-License-Identifier: Apache-2.0
#include "protocols/xdmcp/xdmcp.h"

#include <gtest/gtest.h>

namespace vigie::protocols::xdmcp {
namespace {

using base::from_hex;

TEST(XdmcpAnswer, SaysWhoWouldLogUsIn) {
    const auto facts = protocol.parse(from_hex("0001 0005 0014 0000 0006 706f73746531 0008 4c696e757820362e"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->flag("xdmcp.willing"), true);
    EXPECT_EQ(facts->text("xdmcp.host"), "poste1");
    EXPECT_EQ(facts->text("xdmcp.status"), "Linux 6.");
}

TEST(XdmcpAnswer, WithAWrongLengthIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(from_hex("0001 0005 0015 0000 0006 706f73746531 0008 4c696e757820362e")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::xdmcp
