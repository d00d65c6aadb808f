// SPDX-License-Identifier: Apache-2.0
#include "protocols/telnet/telnet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace vigie::protocols::telnet {
namespace {

using base::as_bytes;
using base::from_hex;
using testing::ElementsAre;

TEST(TelnetRefusals, AgreeToNothing) {
    EXPECT_EQ(base::to_hex(refusals(from_hex("fffd18 fffb01 fffe20 fffc05 6c6f67"))), "fffc18fffe01");
}

TEST(TelnetTalk, LeavesNegotiationsOutOfTheText) {
    const Talk talk = parse_talk(from_hex("fffb01 4869 fffa180001fff0 21 fff1 2e"));

    EXPECT_EQ(talk.text, "Hi!.");
    ASSERT_EQ(talk.commands.size(), 1U);
    EXPECT_EQ(talk.commands[0].option, 1);
}

TEST(TelnetTalk, EndsWithAnUnfinishedSubnegotiation) {
    EXPECT_EQ(parse_talk(from_hex("41 fffa18 00 41 41 41")).text, "A");
    EXPECT_EQ(parse_talk(from_hex("41 ff")).text, "A");
}

TEST(TelnetRecognise, NeedsAnOptionThatExists) {
    EXPECT_EQ(protocol.recognise(from_hex("fffd18")), Match::sure);
    EXPECT_EQ(protocol.recognise(from_hex("fffdc8")), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("fffe")), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("ffd8ffe0")), Match::no);  // a JPEG image
    EXPECT_EQ(protocol.recognise(as_bytes("Switch\r\n\r\nUsername: ")), Match::maybe);
}

TEST(TelnetFacts, GiveTheBannerOfAServerThatDoesNotNegotiate) {
    const auto facts = protocol.parse(as_bytes("\r\nHP J9019B\r\n\r\nPassword: "));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("telnet.banner"), "HP J9019B\n\nPassword:");
    EXPECT_FALSE(facts->has("telnet.options"));
}

TEST(TelnetFacts, NameTheOptions) {
    const auto facts = protocol.parse(from_hex("fffb01 fffd1f fffd1f fffb57"));

    ASSERT_TRUE(facts);
    EXPECT_THAT(facts->list("telnet.options"), ElementsAre("will echo", "do window-size", "will option-87"));
}

}  // namespace
}  // namespace vigie::protocols::telnet
