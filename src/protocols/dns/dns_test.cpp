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
