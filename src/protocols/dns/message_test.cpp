// SPDX-License-Identifier: Apache-2.0
#include "protocols/dns/message.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace vigie::protocols::dns {
namespace {

using base::ByteString;
using base::from_hex;

// Captured from BIND 9.18 serving a zone written for this test.
const ByteString kSoa = from_hex(
    "1234850000010001000000000a63682d6578656d706c650266720000060001c00c0006000100000e100027036e7331c00c0a686f73746d6173"
    "746572c00c78c4046500001c2000000e100012750000000e10");
const ByteString kMx = from_hex(
    "1234850000010001000000010a63682d6578656d706c6502667200000f0001c00c000f000100000e100009000a044d61696cc00c046d61696c"
    "c00c0001000100000e100004c0000202");
const ByteString kTxt = from_hex(
    "1234850000010001000000000a63682d6578656d706c650266720000100001c00c0010000100000e10002118763d73706631206970343a3139"
    "322e302e322e302f323820076d78202d616c6c");
const ByteString kCaa = from_hex(
    "1234850000010001000000000a63682d6578656d706c650266720001010001c00c0101000100000e100016000569737375656c657473656e63"
    "727970742e6f7267");
const ByteString kCname = from_hex(
    "123485000001000200000000037777770a63682d6578656d706c650266720000010001c00c0005000100000e10000a07706f727461696cc010"
    "c02f0001000100000e100004c0000203");
const ByteString kNoSuchName = from_hex(
    "12348503000100000001000006616273656e740a63682d6578656d706c650266720000010001c0130006000100000e100027036e7331c0130a"
    "686f73746d6173746572c01378c4046500001c2000000e100012750000000e10");

TEST(DnsQuery, IsTheBytesOfTheStandard) {
    EXPECT_EQ(base::to_hex(query("www.ch-exemple.fr", RecordType::a, true, 0x1234)),
              "123401000001000000000000037777770a63682d6578656d706c650266720000010001");
}

TEST(DnsQuery, MayLeaveOutTheWishForRecursionAndAskTheChaosClass) {
    EXPECT_EQ(base::to_hex(query("version.bind", RecordType::txt, false, 1, RecordClass::chaos)),
              "0001000000010000000000000776657273696f6e0462696e640000100003");
}

TEST(DnsQuery, AnnouncesTheDatagramSizeWhenAsked) {
    EXPECT_EQ(base::to_hex(query("fr", RecordType::ns, false, 1, RecordClass::internet, kUdpSize)),
              "0001000000010000000000010266720000020001"
              "00002904d0000000000000");
}

TEST(DnsQuery, OfTheRootHasAnEmptyName) {
    EXPECT_EQ(base::to_hex(query("", RecordType::ns, false, 1)), "0001000000010000000000000000020001");
}

TEST(DnsQuery, IsEmptyForWhatIsNotAName) {
    EXPECT_TRUE(query("a..fr", RecordType::a, true, 1).empty());
    EXPECT_TRUE(query(std::string(64, 'a') + ".fr", RecordType::a, true, 1).empty());
    EXPECT_TRUE(query(std::string(2000, 'a'), RecordType::a, true, 1).empty());
    EXPECT_TRUE(query(std::string_view("a\0b.fr", 6), RecordType::a, true, 1).empty());
}

TEST(DnsMessage, ShowsHeaderAndQuestion) {
    const auto message = parse_message(kSoa);

    ASSERT_TRUE(message) << message.error().what;
    EXPECT_EQ(message->id, 0x1234);
    EXPECT_EQ(message->rcode, Rcode::no_error);
    EXPECT_TRUE(message->response);
    EXPECT_TRUE(message->authoritative);
    EXPECT_FALSE(message->recursion_available);
    EXPECT_FALSE(message->truncated);
    ASSERT_EQ(message->questions.size(), 1U);
    EXPECT_EQ(message->questions[0].name, "ch-exemple.fr");
    EXPECT_EQ(message->questions[0].type, RecordType::soa);
}

TEST(DnsMessage, GivesTheSoaItsPrimaryServerAndTtl) {
    const auto message = parse_message(kSoa);

    ASSERT_TRUE(message);
    ASSERT_EQ(message->answers.size(), 1U);
    EXPECT_EQ(message->answers[0].ttl, 3600U);
    EXPECT_EQ(message->answers[0].target, "ns1.ch-exemple.fr");
    EXPECT_EQ(message->answers[0].rdata,
              "ns1.ch-exemple.fr. hostmaster.ch-exemple.fr. 2026112101 7200 3600 1209600 3600");
}

TEST(DnsMessage, LowersTheCaseOfTargetsAndKeepsThePresentationForm) {
    const auto message = parse_message(kMx);

    ASSERT_TRUE(message);
    ASSERT_EQ(message->answers.size(), 1U);
    EXPECT_EQ(message->answers[0].rdata, "10 Mail.ch-exemple.fr.");
    EXPECT_EQ(message->answers[0].target, "mail.ch-exemple.fr");
    ASSERT_EQ(message->additional.size(), 1U);
    EXPECT_EQ(message->additional[0].rdata, "192.0.2.2");
}

TEST(DnsMessage, JoinsTheStringsOfTxt) {
    const auto message = parse_message(kTxt);

    ASSERT_TRUE(message);
    ASSERT_EQ(message->answers.size(), 1U);
    EXPECT_EQ(message->answers[0].text, "v=spf1 ip4:192.0.2.0/28 mx -all");
    EXPECT_EQ(message->answers[0].rdata, "\"v=spf1 ip4:192.0.2.0/28 \" \"mx -all\"");
}

TEST(DnsMessage, ReadsCaa) {
    const auto message = parse_message(kCaa);

    ASSERT_TRUE(message);
    ASSERT_EQ(message->answers.size(), 1U);
    EXPECT_EQ(message->answers[0].type, RecordType::caa);
    EXPECT_EQ(message->answers[0].rdata, "0 issue \"letsencrypt.org\"");
}

TEST(DnsMessage, KeepsTheOrderOfAChain) {
    const auto message = parse_message(kCname);

    ASSERT_TRUE(message);
    ASSERT_EQ(message->answers.size(), 2U);
    EXPECT_EQ(message->answers[0].target, "portail.ch-exemple.fr");
    EXPECT_EQ(message->answers[1].name, "portail.ch-exemple.fr");
    EXPECT_EQ(message->answers[1].rdata, "192.0.2.3");
}

TEST(DnsMessage, KnowsThatANameDoesNotExist) {
    const auto message = parse_message(kNoSuchName);

    ASSERT_TRUE(message);
    EXPECT_EQ(message->rcode, Rcode::no_such_name);
    EXPECT_TRUE(message->answers.empty());
    ASSERT_EQ(message->authority.size(), 1U);
    EXPECT_EQ(message->authority[0].type, RecordType::soa);
}

TEST(DnsMessage, CutAnywhereIsAnErrorAndNeverACrash) {
    for (const ByteString* whole : {&kSoa, &kMx, &kTxt, &kCaa, &kCname, &kNoSuchName})
        for (std::size_t size = 0; size < whole->size(); ++size)
            EXPECT_FALSE(parse_message(base::Bytes(*whole).first(size))) << size;
}

TEST(DnsMessage, WithAPointerToItselfIsMalformed) {
    EXPECT_FALSE(parse_message(from_hex("123485000001000000000000c00c00010001")));
}

TEST(DnsMessage, ThatClaimsMoreRecordsThanItHasIsMalformed) {
    EXPECT_FALSE(parse_message(from_hex("12348500000100050000000002667200000200010266720000020001000000000001")));
}

TEST(DnsMessage, WithHundredsOfQuestionsIsMalformed) {
    EXPECT_FALSE(parse_message(from_hex("12348500012c000000000000")));
}

TEST(DnsMessage, LongerThanTheProtocolAllowsIsRefused) {
    const auto message = parse_message(ByteString(65536, 0));

    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().code, base::Errc::limit);
}

TEST(DnsMessage, KeepsTheFirstRecordsOfAHugeAnswerAndSaysHowManyWereClaimed) {
    base::Writer writer;
    writer.bytes(from_hex("123485000001076c00000000"))
        .bytes(from_hex("026672000002"
                        "0001"));
    for (int i = 0; i < 1900; ++i) writer.bytes(from_hex("c00c000100010000003c0004c0000201"));

    const auto message = parse_message(writer.take());

    ASSERT_TRUE(message) << message.error().what;
    EXPECT_EQ(message->answers.size(), kRecordLimit);
    EXPECT_EQ(message->claimed_answers, 1900U);
}

TEST(DnsMessage, MadeOfLongPointerChainsCostsBoundedWork) {
    // One record of unknown type carries 8,000 pointers, each to the one before; the owner of every further record
    // is the last of them.
    constexpr std::uint16_t kPointers = 8000;
    base::Writer writer;
    writer.bytes(from_hex("12348500000007d000000000")).bytes(from_hex("00ff00000100000000")).u16(2 * kPointers);
    std::uint16_t previous = 12;
    for (int i = 0; i < kPointers; ++i) {
        const auto here = static_cast<std::uint16_t>(writer.size());
        writer.u16(static_cast<std::uint16_t>(0xC000U | previous));
        previous = here;
    }
    for (int i = 1; i < 2000; ++i)
        writer.u16(static_cast<std::uint16_t>(0xC000U | previous)).bytes(from_hex("0001000100000000000400000000"));

    const auto message = parse_message(writer.take());

    ASSERT_TRUE(message) << message.error().what;
    EXPECT_EQ(message->answers.size(), kRecordLimit);
    EXPECT_EQ(message->answers.back().name, "");
}

TEST(DnsNames, AreTheWordsOfTheStandard) {
    EXPECT_EQ(name_of(RecordType::caa), "CAA");
    EXPECT_EQ(name_of(RecordType::axfr), "AXFR");
    EXPECT_EQ(name_of(static_cast<RecordType>(65280)), "TYPE65280");
    EXPECT_EQ(name_of(Rcode::server_failure), "SERVFAIL");
    EXPECT_EQ(name_of(static_cast<Rcode>(11)), "RCODE11");
}

TEST(DnsOverTcp, PutsTheLengthInFront) {
    EXPECT_EQ(base::to_hex(tcp_frame(from_hex("aabbcc"))), "0003aabbcc");
}

TEST(DnsOverTcp, WaitsForAWholeMessage) {
    EXPECT_FALSE(first_framed(from_hex("")));
    EXPECT_FALSE(first_framed(from_hex("0003aabb")));

    const auto framed = first_framed(from_hex("0003aabbccdd"));

    ASSERT_TRUE(framed);
    EXPECT_EQ(base::to_hex(framed->message), "aabbcc");
    EXPECT_EQ(framed->consumed, 5U);
}

}  // namespace
}  // namespace vigie::protocols::dns
