// SPDX-License-Identifier: Apache-2.0
#include "protocols/mgcp/mgcp.h"

#include <gtest/gtest.h>

namespace vigie::protocols::mgcp {
namespace {

using base::as_bytes;

TEST(MgcpAnswer, HasACodeAndOurTransaction) {
    const auto facts = protocol.parse(as_bytes("500 76676965 Endpoint unknown\r\n"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->number("mgcp.code"), 500);
    EXPECT_EQ(facts->text("mgcp.comment"), "Endpoint unknown");
}

TEST(MgcpAnswer, ToAnotherTransactionIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(as_bytes("500 76676966 Endpoint unknown\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes("500 smtp error\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::mgcp
