// SPDX-License-Identifier: Apache-2.0
#include "protocols/dns/dns.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::dns {
namespace {

using base::from_hex;

TEST(DnsProbe, AsksForTheVersionInTheChaosClass) {
    const ByteString expected = from_hex("7667 0000 0001 0000 0000 0000 07 76657273696f6e 04 62696e64 00 0010 0003");
    EXPECT_EQ(version_query(), expected);
    EXPECT_EQ(protocol_tcp.probe().size(), expected.size() + 2);
    EXPECT_EQ(protocol_tcp.probe()[1], expected.size());
}

TEST(DnsReply, SaysTheVersionOfBind) {
    const auto facts = parse_facts(read_fixture("dns", "bind-9.18-version.bin"));

    ASSERT_TRUE(facts);
    EXPECT_TRUE(facts->text("dns.version").starts_with("9.18."));
    EXPECT_FALSE(facts->has("dns.tcp"));
}

TEST(DnsReply, OverTcpIsReadByTheSameParser) {
    const ByteString reply = read_fixture("dns", "bind-9.18-version-tcp.bin");

    const auto facts = parse_facts(reply);

    ASSERT_TRUE(facts);
    EXPECT_TRUE(facts->text("dns.version").starts_with("9.18."));
    EXPECT_EQ(facts->flag("dns.tcp"), true);
    EXPECT_TRUE(protocol_tcp.complete(reply));
    EXPECT_FALSE(protocol_tcp.complete(Bytes(reply).first(reply.size() - 1)));
}

TEST(DnsConversation, OverTcpAsksTheThreeNamesOneAfterTheOther) {
    const ByteString all = read_fixture("dns", "knot-3.2.6-three-answers-tcp.bin");
    const std::size_t one = 2U + all[1];
    const std::size_t two = one + 2 + all[one + 1];

    const ByteString second = protocol_tcp.follow_up(Bytes(all).first(one));
    const ByteString third = protocol_tcp.follow_up(Bytes(all).first(two));

    EXPECT_NE(base::as_text(second).find("version\6server"), std::string_view::npos);
    EXPECT_NE(base::as_text(third).find("\2id\6server"), std::string_view::npos);
    EXPECT_TRUE(protocol_tcp.follow_up(all).empty());
    EXPECT_EQ(parse_facts(all)->text("dns.identity"), "vm");
}

TEST(DnsConversation, KeepsWhatItHeardBeforeAnAnswerThatIsRubbish) {
    const ByteString all = read_fixture("dns", "knot-3.2.6-three-answers-tcp.bin");
    ByteString cut(all.begin(), all.begin() + 2 + all[1]);
    const ByteString rubbish = from_hex("0004 deadbeef");
    cut.insert(cut.end(), rubbish.begin(), rubbish.end());

    const auto facts = parse_facts(cut);

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("dns.version"), "Knot DNS 3.2.6");
}

TEST(DnsReply, ThatRefusesIsStillDnsButSaysNothing) {
    const auto facts = parse_facts(read_fixture("dns", "bind-9.18-refused.bin"));

    ASSERT_TRUE(facts);
    EXPECT_TRUE(facts->empty());
}

TEST(DnsReply, ToAnotherQuestionIsNotOurs) {
    // Another identifier, a query instead of a response, another question, an answer without its question.
    for (const char* hex : {"7668 8180 0000 0000 0000 0000", "7667 0100 0000 0000 0000 0000",
                            "7667 8180 0001 0000 0000 0000 03 777777 00 0001 0001",
                            "7667 8180 0000 0001 0000 0000 00 0010 0003 00000000 0002 0141", "7667 8185 0000", "76"})
        EXPECT_EQ(protocol.recognise(from_hex(hex)), Match::no) << hex;
    EXPECT_EQ(protocol.recognise(from_hex("7667 8181 0000 0000 0000 0000")), Match::sure);
}

TEST(DnsReply, WithANameThatNeverEndsIsMalformed) {
    base::Writer reply;
    reply.u16(0x7667).u16(0x8180).u16(1).u16(1).u16(0).u16(0);
    reply.bytes(from_hex("07 76657273696f6e 04 62696e64 00 0010 0003"));
    for (int i = 0; i < 1000; ++i) reply.u8(1).u8('a');

    EXPECT_EQ(parse_facts(reply.take()).error().code, base::Errc::malformed);
}

}  // namespace
}  // namespace vigie::protocols::dns
