// SPDX-License-Identifier: Apache-2.0
#include "protocols/postgresql/postgresql.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace vigie::protocols::postgresql {
namespace {

using base::as_bytes;
using base::from_hex;

TEST(PostgresqlStartup, CarriesUserAndDatabaseAndNoPassword) {
    EXPECT_EQ(base::to_hex(startup_message("vigie", "db")),
              "00000020"
              "00030000"
              "7573657200"
              "766967696500"
              "646174616261736500"
              "646200"
              "00");
}

TEST(PostgresqlProbe, AsksForAVersionThatDoesNotExist) {
    EXPECT_EQ(base::to_hex(protocol.probe()), "0000000800ff0000");
}

TEST(PostgresqlReply, KnowsScramWithChannelBinding) {
    const auto reply = parse_startup_reply(
        from_hex("52 0000002a 0000000a 534352414d2d5348412d3235362d504c555300 534352414d2d5348412d32353600 00"));

    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->auth, "scram-sha-256");
}

TEST(PostgresqlReply, KeepsTheWordOfTheServersLanguage) {
    const auto reply =
        parse_startup_reply(as_bytes(std::string_view("E\0\0\0\x29SFATALE\0VFATAL\0C28000\0Frelrien.c\0L1\0\0", 42)));

    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->severity, "FATALE");
    EXPECT_EQ(reply->auth, "rejected");
}

TEST(PostgresqlReply, IsMalformedWhenItsLengthLies) {
    EXPECT_EQ(parse_startup_reply(from_hex("52 7fffffff 00000000")).error().code, base::Errc::malformed);
    EXPECT_EQ(parse_startup_reply(from_hex("52 00000008 00000005")).error().code,
              base::Errc::malformed);  // md5 without salt
    EXPECT_EQ(parse_startup_reply(as_bytes("HTTP/1.1 400")).error().code, base::Errc::not_spoken);
}

TEST(PostgresqlRecognise, WantsAWholeMessage) {
    EXPECT_EQ(protocol.recognise(as_bytes("N")), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes("SSH-2.0-x\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("52 00000008 00000003")), Match::sure);
    EXPECT_EQ(protocol.recognise(as_bytes("ERROR\r\n")), Match::no);
}

TEST(PostgresqlComplete, WaitsForWhatFollowsTrust) {
    EXPECT_FALSE(protocol.complete(from_hex("52 00000008 00000000")));
    EXPECT_TRUE(protocol.complete(from_hex("52 00000008 00000000 5a 00000005 49")));
    EXPECT_TRUE(protocol.complete(from_hex("52 00000008 00000003")));
}

}  // namespace
}  // namespace vigie::protocols::postgresql
