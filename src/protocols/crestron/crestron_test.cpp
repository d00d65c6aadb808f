// SPDX-License-Identifier: Apache-2.0
#include "protocols/crestron/crestron.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::crestron {
namespace {

TEST(CrestronAnswer, HasHostModelAndFirmware) {
    const auto facts = protocol.parse(read_fixture("crestron", "cip-discovery.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("crestron.host"), "MPC-SALLE-3");
    EXPECT_TRUE(facts->text("crestron.device").starts_with("CP3 [v1.601.0050"));
}

TEST(CrestronAnswer, IsNotOurQuestion) {
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
    EXPECT_EQ(protocol.probe().size(), 266U);
}

}  // namespace
}  // namespace vigie::protocols::crestron
