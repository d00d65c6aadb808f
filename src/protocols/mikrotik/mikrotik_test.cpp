// SPDX-License-Identifier: Apache-2.0
#include "protocols/mikrotik/mikrotik.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::mikrotik {
namespace {

TEST(MikrotikAnswer, HasBoardAndVersion) {
    const auto facts = protocol.parse(read_fixture("mikrotik", "mndp-routeros.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("mikrotik.version"), "6.49.10 (stable)");
    EXPECT_EQ(facts->text("mikrotik.board"), "RB750Gr3");
}

TEST(MikrotikAnswer, IsNotOurQuestion) {
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::mikrotik
