// SPDX-License-Identifier: Apache-2.0
#include "protocols/l2tp/l2tp.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::l2tp {
namespace {

TEST(L2tpAnswer, NamesHostAndVendor) {
    const auto facts = protocol.parse(read_fixture("l2tp", "rfc2661-reply.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("l2tp.host"), "gw-chu");
    EXPECT_EQ(facts->text("l2tp.vendor"), "xelerance.com");
    EXPECT_EQ(facts->number("l2tp.firmware"), 0x0690);
}

TEST(L2tpAnswer, ForAnotherTunnelIsNotBelieved) {
    ByteString reply = read_fixture("l2tp", "rfc2661-reply.bin");
    reply[4] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::l2tp
