// SPDX-License-Identifier: Apache-2.0
#include "protocols/mysql/mysql.h"

#include <gtest/gtest.h>

namespace vigie::protocols::mysql {
namespace {

using base::as_bytes;
using base::from_hex;

// MySQL 8 as its manual describes HandshakeV10: caching_sha2_password, TLS.
const base::ByteString kMysqlEight = from_hex(
    "4a000000 0a 382e302e333600 08000000 0102030405060708 00 ffff ff 0200 ffdf 15 00000000000000000000"
    "0102030405060708090a0b0c00 63616368696e675f736861325f70617373776f726400");

TEST(MysqlGreeting, KeepsAVersionThatHasNoPrefix) {
    const auto greeting = parse_greeting(kMysqlEight);

    ASSERT_TRUE(greeting);
    EXPECT_EQ(greeting->version, "8.0.36");
    EXPECT_EQ(greeting->auth_plugin, "caching_sha2_password");
    EXPECT_TRUE(greeting->tls);
}

TEST(MysqlGreeting, KeepsTheRealMysqlFiveFiveFive) {
    base::Writer writer;
    writer.u16_le(29).u8(0).u8(0).u8(10).text("5.5.5-m3").u8(0).fill(4, 1).fill(8, 2).u8(0).u16_le(0xF7FF);
    writer.fill(4, 0);
    const base::ByteString packet = writer.take();

    const auto greeting = parse_greeting(packet);

    ASSERT_FALSE(greeting);  // the second half is missing
    EXPECT_EQ(greeting.error().code, base::Errc::malformed);
}

TEST(MysqlGreeting, EndsAfterTheFirstHalfOnVeryOldServers) {
    base::Writer writer;
    writer.u16_le(25).u8(0).u8(0).u8(10).text("5.5.5-m3").u8(0).fill(4, 1).fill(8, 2).u8(0).u16_le(0x0800);

    const auto greeting = parse_greeting(writer.take());

    ASSERT_TRUE(greeting);
    EXPECT_EQ(greeting->version, "5.5.5-m3");
    EXPECT_TRUE(greeting->tls);
}

TEST(MysqlGreeting, LeavesOurAddressOutOfTheError) {
    base::Writer writer;
    writer.u16_le(43).u8(0).u8(0).u8(0xFF).u16_le(1129).text("Host '192.0.2.9' is blocked; mysqladmin flush-");

    const base::ByteString packet = writer.take();
    base::ByteString right = packet;
    right[0] = static_cast<std::uint8_t>(packet.size() - 4);
    const auto greeting = parse_greeting(right);

    ASSERT_TRUE(greeting);
    EXPECT_EQ(greeting->error, 1129);
    EXPECT_EQ(greeting->error_text, "Host '...' is blocked; mysqladmin flush-");
}

TEST(MysqlRecognise, RefusesWhatOnlyLooksLikeAPacket) {
    EXPECT_EQ(protocol.recognise(kMysqlEight), Match::sure);
    EXPECT_EQ(protocol.recognise(from_hex("0a0000000a8001020304050607")), Match::maybe);
    EXPECT_EQ(protocol.recognise(from_hex("4b0000010a382e302e333600")), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes("HTTP/1.1 400 Bad Request\r\n")), Match::no);
}

TEST(MysqlComplete, WaitsForTheWholePacket) {
    EXPECT_FALSE(protocol.complete(base::Bytes(kMysqlEight).subspan(0, 20)));
    EXPECT_TRUE(protocol.complete(kMysqlEight));
}

}  // namespace
}  // namespace vigie::protocols::mysql
