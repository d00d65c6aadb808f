// SPDX-License-Identifier: Apache-2.0
#include "protocols/ntp/ntp.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::ntp {
namespace {

TEST(NtpProbe, IsAPlainClientRequest) {
    const ByteString request = protocol.probe();

    EXPECT_EQ(request.size(), 48U);
    EXPECT_EQ(request[0] & 7U, 3U);
}

TEST(NtpReply, OfChronySaysStratumAndClock) {
    const auto facts = parse_facts(read_fixture("ntp", "chrony-4.3-local.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->number("ntp.version"), 4);
    EXPECT_EQ(facts->number("ntp.stratum"), 10);
    EXPECT_EQ(facts->text("ntp.reference"), "127.127.1.1");
}

TEST(NtpReply, ThatDoesNotReturnOurTimeIsNotAnAnswerToUs) {
    ByteString reply = read_fixture("ntp", "chrony-4.3-local.bin");
    reply[24] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
}

TEST(NtpReply, OurOwnRequestEchoedIsNotAServer) {
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

TEST(NtpReply, NamesTheClockOfAStratumOneServer) {
    ByteString reply = read_fixture("ntp", "chrony-4.3-local.bin");
    reply[1] = 1;
    reply[12] = 'G';
    reply[13] = 'P';
    reply[14] = 'S';
    reply[15] = 0;

    EXPECT_EQ(parse_facts(reply)->text("ntp.reference"), "GPS");
}

TEST(NtpControl, NamesTheSoftware) {
    const std::string text = "version=\"ntpd 4.2.8p15@1.3728-o Wed Sep 23 2020\", system=\"Linux/5.10\", stratum=2";
    ByteString reply = base::from_hex("16 82 7667 0615 0000 0000 0000");
    reply[11] = static_cast<std::uint8_t>(text.size());
    for (const char c : text) reply.push_back(static_cast<std::uint8_t>(c));

    const auto facts = parse_control(reply);

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->flag("ntp.control"), true);
    EXPECT_EQ(facts->text("ntp.software"), "ntpd 4.2.8p15@1.3728-o Wed Sep 23 2020");
    EXPECT_EQ(facts->text("ntp.system"), "Linux/5.10");
}

TEST(NtpControl, MayBeRefusedAndIsNotFooledByAnEcho) {
    EXPECT_EQ(parse_control(base::from_hex("16 c2 7667 0600 0000 0000 0000"))->flag("ntp.control"), false);
    EXPECT_FALSE(parse_control(control_request()));
    EXPECT_FALSE(parse_control(base::from_hex("16 82 7668 0615 0000 0000 0000")));
    EXPECT_FALSE(parse_control(base::from_hex("16 82 7667 0615 0000 0000 0008")));
}

}  // namespace
}  // namespace vigie::protocols::ntp
