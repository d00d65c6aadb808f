// SPDX-License-Identifier: Apache-2.0
#include "protocols/db2/db2.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::db2 {
namespace {

using base::from_hex;

TEST(Db2Answer, HasNameAndRelease) {
    const auto facts = protocol.parse(read_fixture("db2", "das-discovery.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("db2.version"), "10.5.5");
    EXPECT_EQ(facts->text("db2.server"), "SRVDB2");
}

TEST(Db2Answer, NeedsItsRelease) {
    EXPECT_EQ(protocol.recognise(from_hex("44423252455441444452 00 53514c 00")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::db2
