// SPDX-License-Identifier: Apache-2.0
#include "protocols/oracle/oracle.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::oracle {
namespace {

using base::from_hex;

TEST(OracleAnswer, HasAVersionEvenInARefusal) {
    const auto facts = protocol.parse(read_fixture("oracle", "tns-refuse-19.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("oracle.version"), "19.0.0.0.0");
    EXPECT_EQ(facts->number("oracle.error"), 1189);
}

TEST(OracleAnswer, WithoutItsWordsProvesLittle) {
    EXPECT_EQ(protocol.recognise(from_hex("0008 0000 0b 00 0000")), Match::maybe);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
    EXPECT_EQ(protocol.probe()[1], protocol.probe().size());
}

}  // namespace
}  // namespace vigie::protocols::oracle
