// SPDX-License-Identifier: Apache-2.0
#include "protocols/lantronix/lantronix.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::lantronix {
namespace {

using base::from_hex;

TEST(LantronixAnswer, HasTypeAndAdapter) {
    const auto facts = protocol.parse(read_fixture("lantronix", "query-firmware.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("lantronix.type"), "XB");
    EXPECT_EQ(facts->text("lantronix.mac"), "00204a801122");
}

TEST(LantronixProbe, IsNeverTheOneThatShowsPasswords) {
    EXPECT_EQ(protocol.probe(), from_hex("000000f6"));
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::lantronix
