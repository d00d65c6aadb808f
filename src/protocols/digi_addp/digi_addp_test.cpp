// SPDX-License-Identifier: Apache-2.0
#include "protocols/digi_addp/digi_addp.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::digi_addp {
namespace {

TEST(AddpAnswer, HasModelAndFirmware) {
    const auto facts = protocol.parse(read_fixture("digi_addp", "discovery.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("digi_addp.device"), "Digi Connect S");
    EXPECT_EQ(facts->text("digi_addp.firmware"), "Version 82000856");
}

TEST(AddpAnswer, IsNotOurQuestion) {
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::digi_addp
