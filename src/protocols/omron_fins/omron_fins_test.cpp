// SPDX-License-Identifier: Apache-2.0
#include "protocols/omron_fins/omron_fins.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::omron_fins {
namespace {

TEST(FinsAnswer, NamesModelAndVersion) {
    const auto facts = protocol.parse(read_fixture("omron_fins", "w227-controller-data.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("omron_fins.model"), "CJ2M-CPU33");
    EXPECT_EQ(facts->text("omron_fins.version"), "02.01");
}

TEST(FinsAnswer, ToAnotherCommandIsNotBelieved) {
    ByteString reply = read_fixture("omron_fins", "w227-controller-data.bin");
    reply[9] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::omron_fins
