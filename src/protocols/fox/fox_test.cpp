// SPDX-License-Identifier: Apache-2.0
#include "protocols/fox/fox.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::fox {
namespace {

TEST(FoxGreeting, NamesStationAndVersion) {
    const auto facts = protocol.parse(read_fixture("fox", "spec-fox-hello.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("fox.version"), "4.10.0.154");
    EXPECT_EQ(facts->text("fox.station"), "BlocOperatoire");
    EXPECT_EQ(facts->text("fox.brand"), "vykon");
}

TEST(FoxGreeting, IsNotOurs) {
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::fox
