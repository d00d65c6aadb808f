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

}  // namespace
}  // namespace vigie::protocols::ntp
