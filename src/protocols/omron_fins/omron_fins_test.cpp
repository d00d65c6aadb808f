// SPDX-License-Identifier: Apache-2.0
#include "protocols/omron_fins/omron_fins.h"

#include <gtest/gtest.h>

#include "base/text.h"
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

TEST(FinsOverTcp, TakesTheNodeThatItIsGivenThenAsks) {
    const ByteString all = read_fixture("omron_fins", "w421-tcp-controller-data.bin");
    constexpr std::size_t kGivenNode = 24;
    const Bytes heard(all);

    EXPECT_EQ(base::to_hex(protocol_tcp.probe()), "46494e530000000c000000000000000000000000");
    EXPECT_EQ(base::to_hex(protocol_tcp.follow_up(heard.first(kGivenNode))),
              "46494e53000000150000000200000000"
              "80000200010000fb0067050100");
    EXPECT_TRUE(protocol_tcp.follow_up(heard).empty());
    EXPECT_EQ(protocol_tcp.parse(heard)->text("omron_fins.model"), "CJ2M-CPU33");
}

TEST(FinsOverTcp, AnEchoGivesNoNode) {
    EXPECT_EQ(protocol_tcp.recognise(protocol_tcp.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::omron_fins
