// SPDX-License-Identifier: Apache-2.0
#include "net/packet.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace vigie::net {
namespace {

using base::from_hex;
using base::to_hex;
using model::IpAddress;

const IpAddress kOurs = *IpAddress::parse("192.0.2.1");
const IpAddress kTheirs = *IpAddress::parse("192.0.2.77");
const IpAddress kOursV6 = *IpAddress::parse("2001:db8::1");
const IpAddress kTheirsV6 = *IpAddress::parse("2001:db8::77");

// Captured shape: SYN-ACK of a Linux host from 192.0.2.77:443 to 192.0.2.1:40000, ack 0x01020305.
const auto kSynAck = from_hex(
    "4500003c 00004000 4006b666 c000024d c0000201"
    "01bb9c40 aabbccdd 01020305 a012fe88 00000000 020405b4 0402080a 00000001 00000000 01030307");
const auto kReset = from_hex(
    "45000028 00004000 3f06b77a c000024d c0000201"
    "00169c40 00000000 01020305 50140000 00000000");

TEST(Packet, ChecksumFollowsRfc1071) {
    // The example of RFC 1071 §3: the sum of these bytes is ddf2.
    EXPECT_EQ(finish_checksum(add_to_checksum(0, from_hex("0001f203f4f5f6f7"))), 0x220D);
    EXPECT_EQ(finish_checksum(add_to_checksum(0, from_hex("01"))), 0xFEFF);
}

TEST(Packet, ASynLooksLikeTheOneOfAWindowsClient) {
    const OutPacket syn = build_syn({kOurs, kTheirs, 40000, 443}, 0x01020304);

    EXPECT_EQ(to_hex(syn.view()), "45000034" + to_hex(syn.view().subspan(4, 2)) + "40008006" +
                                      to_hex(syn.view().subspan(10, 2)) +
                                      "c0000201c000024d"
                                      "9c4001bb01020304000000008002faf0" +
                                      to_hex(syn.view().subspan(36, 2)) +
                                      "0000"
                                      "020405b40103030801010402");
    EXPECT_EQ(syn.destination, kTheirs);
}

TEST(Packet, TheChecksumOfASynIsRight) {
    const OutPacket syn = build_syn({kOurs, kTheirs, 40000, 443}, 0x01020304);

    // Pseudo header, then the segment with its checksum in place: the sum must be all ones.
    const auto pseudo = from_hex("c0000201 c000024d 0006 0020");
    EXPECT_EQ(finish_checksum(add_to_checksum(add_to_checksum(0, pseudo), syn.view().subspan(20))), 0);
    EXPECT_EQ(finish_checksum(add_to_checksum(0, syn.view().first(20))), 0);
    const OutPacket reset = build_reset({kOurs, kTheirs, 40000, 443}, 0x01020305);
    const auto shorter = from_hex("c0000201 c000024d 0006 0014");
    EXPECT_EQ(finish_checksum(add_to_checksum(add_to_checksum(0, shorter), reset.view().subspan(20))), 0);
}

TEST(Packet, OverIpv6TheWholePacketIsWritten) {
    const OutPacket syn = build_syn({kOursV6, kTheirsV6, 40000, 443}, 0x01020304);

    EXPECT_EQ(to_hex(syn.view()),
              "60000000002006802"
              "0010db800000000000000000000000120010db80000000000000000000000779c4001bb01020304000000008002faf0" +
                  to_hex(syn.view().subspan(56, 2)) + "0000020405b40103030801010402");
    const auto pseudo = from_hex("20010db8000000000000000000000001 20010db8000000000000000000000077 00000020 00000006");
    EXPECT_EQ(finish_checksum(add_to_checksum(add_to_checksum(0, pseudo), syn.view().subspan(40))), 0);
}

TEST(Packet, AResetCarriesTheGivenSequenceAndNothingElse) {
    const OutPacket reset = build_reset({kOurs, kTheirs, 40000, 22}, 0x01020305);

    EXPECT_EQ(to_hex(reset.view().subspan(20, 16)), "9c400016010203050000000050040000");
    EXPECT_EQ(reset.view().size(), 40U);
}

TEST(Packet, AnAcknowledgementOfNothingCarriesTheGivenNumber) {
    const OutPacket ack = build_ack({kOurs, kTheirs, 40000, 443}, 0x01020305);

    EXPECT_EQ(to_hex(ack.view().subspan(28, 6)), "010203055010");
    const auto pseudo = from_hex("c0000201 c000024d 0006 0014");
    EXPECT_EQ(finish_checksum(add_to_checksum(add_to_checksum(0, pseudo), ack.view().subspan(20))), 0);
}

TEST(Packet, ATimestampComesBackWithFortyEightBitsOfItsCookie) {
    const OutPacket question = build_timestamp(kOurs, kTheirs, 0x1122334455667788ULL);
    EXPECT_EQ(to_hex(question.view().subspan(20, 2)), "0d00");
    EXPECT_EQ(finish_checksum(add_to_checksum(0, question.view().subspan(20))), 0);
    const auto reply =
        from_hex("45000028 00004000 4001b6ae c000024d c0000201 0e00dcbb 33440001 55667788 00000001 00000002");

    const auto answer = parse_echo_v4(reply);

    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->is_timestamp);
    EXPECT_EQ(answer->cookie, 0x1122334455667788ULL & kTimestampCookie);
    for (std::size_t size = 0; size < reply.size(); ++size)
        EXPECT_FALSE(parse_echo_v4(base::Bytes(reply).first(size))) << size;
}

TEST(Packet, ReadsASynAckAndItsWindow) {
    const auto answer = parse_tcp_v4(kSynAck);

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->source, kTheirs);
    EXPECT_EQ(answer->source_port, 443);
    EXPECT_EQ(answer->destination_port, 40000);
    EXPECT_EQ(answer->sequence, 0xAABBCCDDU);
    EXPECT_EQ(answer->acknowledgement, 0x01020305U);
    EXPECT_EQ(answer->window, 0xFE88);
    EXPECT_EQ(answer->ttl, 64);
    EXPECT_TRUE(answer->syn && answer->ack && answer->has_options);
    EXPECT_FALSE(answer->reset);
}

TEST(Packet, ReadsAReset) {
    const auto answer = parse_tcp_v4(kReset);

    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->reset && answer->ack);
    EXPECT_FALSE(answer->syn);
    EXPECT_FALSE(answer->has_options);
    EXPECT_EQ(answer->source_port, 22);
}

TEST(Packet, EveryTruncationOfATcpAnswerIsRefused) {
    for (std::size_t size = 0; size < kSynAck.size(); ++size)
        EXPECT_FALSE(parse_tcp_v4(base::Bytes(kSynAck).first(size))) << size;
    const base::Bytes segment = base::Bytes(kSynAck).subspan(20);
    EXPECT_TRUE(parse_tcp_v6(kTheirsV6, segment));
    for (std::size_t size = 0; size < segment.size(); ++size)
        EXPECT_FALSE(parse_tcp_v6(kTheirsV6, segment.first(size))) << size;
}

TEST(Packet, LyingHeaderLengthsAreRefused) {
    auto shorter_than_a_header = kSynAck;
    shorter_than_a_header[0] = 0x44;
    auto longer_than_the_packet = kSynAck;
    longer_than_the_packet[0] = 0x4F;
    auto segment_without_a_header = kSynAck;
    segment_without_a_header[32] = 0x40;
    auto later_fragment = kSynAck;
    later_fragment[7] = 0x01;

    EXPECT_FALSE(parse_tcp_v4(shorter_than_a_header));
    EXPECT_FALSE(parse_tcp_v4(longer_than_the_packet));
    EXPECT_FALSE(parse_tcp_v4(segment_without_a_header));
    EXPECT_FALSE(parse_tcp_v4(later_fragment));
}

TEST(Packet, AnEchoComesBackWithItsCookie) {
    const OutPacket echo = build_echo(kOurs, kTheirs, 0x1122334455667788ULL);
    EXPECT_EQ(to_hex(echo.view().subspan(20, 2)), "0800");
    EXPECT_EQ(finish_checksum(add_to_checksum(0, echo.view().subspan(20))), 0);
    const auto reply = from_hex("45000024 00004000 4001b6ae c000024d c0000201 0000dcbb 55660001 1122334455667788");

    const auto answer = parse_echo_v4(reply);

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->source, kTheirs);
    EXPECT_EQ(answer->cookie, 0x1122334455667788ULL);
    for (std::size_t size = 0; size < reply.size(); ++size)
        EXPECT_FALSE(parse_echo_v4(base::Bytes(reply).first(size))) << size;
}

TEST(Packet, AnEchoOverIpv6UsesItsOwnTypes) {
    const OutPacket echo = build_echo(kOursV6, kTheirsV6, 0x1122334455667788ULL);
    EXPECT_EQ(to_hex(echo.view().subspan(40, 2)), "8000");
    EXPECT_EQ(to_hex(echo.view().subspan(44)), "556600011122334455667788");
    const auto pseudo = from_hex("20010db8000000000000000000000001 20010db8000000000000000000000077 00000010 0000003a");
    EXPECT_EQ(finish_checksum(add_to_checksum(add_to_checksum(0, pseudo), echo.view().subspan(40))), 0);

    const auto answer = parse_echo_v6(kTheirsV6, from_hex("81000000556600011122334455667788"));

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->cookie, 0x1122334455667788ULL);
    EXPECT_FALSE(parse_echo_v6(kTheirsV6, echo.view().subspan(40)));
}

TEST(Packet, ReadsAnIcmpErrorAboutAUdpProbe) {
    const auto error = from_hex(
        "45c00038 00000000 4001f5d6 c000024d c0000201 0303abcd 00000000"
        "45000021 00004000 40110000 c0000201 c000024d c3500035 000d0000");

    const auto answer = parse_unreachable_v4(error);

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->source, kTheirs);
    EXPECT_EQ(answer->destination, kTheirs);
    EXPECT_EQ(answer->transport, model::Transport::udp);
    EXPECT_EQ(answer->source_port, 50000);
    EXPECT_EQ(answer->destination_port, 53);
    EXPECT_TRUE(answer->port_unreachable);
    for (std::size_t size = 0; size < error.size(); ++size)
        EXPECT_FALSE(parse_unreachable_v4(base::Bytes(error).first(size))) << size;
}

TEST(Packet, AFilteringRouterIsNotAClosedPort) {
    const auto error = from_hex(
        "45c00038 00000000 4001f5d6 c0000201 c0000201 030dabcd 00000000"
        "45000034 00004000 40060000 c0000201 c000024d 9c400016 01020304");

    const auto answer = parse_unreachable_v4(error);

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->source, kOurs);
    EXPECT_EQ(answer->transport, model::Transport::tcp);
    EXPECT_EQ(answer->sequence, 0x01020304U);
    EXPECT_FALSE(answer->port_unreachable);
}

TEST(Packet, ReadsAnIcmpErrorOverIpv6) {
    const auto error = from_hex(
        "0104abcd 00000000"
        "60000000000d1140 20010db8000000000000000000000001 20010db8000000000000000000000077 c3500035000d0000");

    const auto answer = parse_unreachable_v6(kTheirsV6, error);

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->destination, kTheirsV6);
    EXPECT_EQ(answer->destination_port, 53);
    EXPECT_TRUE(answer->port_unreachable);
    for (std::size_t size = 0; size < error.size(); ++size)
        EXPECT_FALSE(parse_unreachable_v6(kTheirsV6, base::Bytes(error).first(size))) << size;
}

}  // namespace
}  // namespace vigie::net
