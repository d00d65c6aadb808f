// SPDX-License-Identifier: Apache-2.0
#include "protocols/redis/redis.h"

#include <gtest/gtest.h>

namespace vigie::protocols::redis {
namespace {

using base::as_bytes;

TEST(RedisInfo, NamesAServerThatOnlySpeaksLikeRedis) {
    const auto info =
        parse_info(as_bytes("$83\r\n# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1\r\n"
                            "os:Linux 6.1\r\n\r\n"));

    ASSERT_TRUE(info);
    EXPECT_EQ(info->version, "7.2.4");
    EXPECT_EQ(info->server_name, "valkey");
    EXPECT_EQ(info->server_version, "8.0.1");
    EXPECT_FALSE(info->keys.has_value());
}

TEST(RedisInfo, CountsNoKeyInAnEmptyKeyspace) {
    const auto info = parse_info(as_bytes("$32\r\n# Server\r\nredis_version:6.0.16\r\n\r\n$12\r\n# Keyspace\r\n\r\n"));

    ASSERT_TRUE(info);
    EXPECT_EQ(info->keys, 0);
}

TEST(RedisInfo, IsNotReadWhenCut) {
    const auto info = parse_info(as_bytes("$500\r\n# Server\r\nredis_version:7.0."));

    ASSERT_FALSE(info);
    EXPECT_EQ(info.error().code, base::Errc::malformed);
}

TEST(RedisInfo, SaturatesAbsurdKeyCounts) {
    const auto info = parse_info(
        as_bytes("$32\r\n# Server\r\nredis_version:6.0.16\r\n\r\n"
                 "$73\r\n# Keyspace\r\ndb0:keys=18446744073709551615,x\r\ndb1:keys=9999999999999999\r\n\r\n"));

    ASSERT_TRUE(info);
    EXPECT_EQ(info->keys, 1'000'000'000'000);
}

TEST(RedisRecognise, DoesNotTakePop3OrMemcachedForRedis) {
    EXPECT_EQ(protocol.recognise(as_bytes("-ERR Unknown command.\r\n")), Match::maybe);
    EXPECT_EQ(protocol.recognise(as_bytes("ERROR\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes("+OK Dovecot ready.\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(as_bytes("-ERR unknown command `EHLO`, with args beginning with: `x`, \r\n")),
              Match::sure);
    EXPECT_EQ(protocol.recognise(as_bytes("$5\r\nhello\r\n")), Match::no);
}

TEST(RedisComplete, WaitsForBothAnswers) {
    EXPECT_FALSE(protocol.complete(as_bytes("$4\r\n# Se\r\n")));
    EXPECT_TRUE(protocol.complete(as_bytes("$4\r\n# Se\r\n$2\r\nab\r\n")));
    EXPECT_TRUE(protocol.complete(as_bytes("-NOAUTH Authentication required.\r\n")));
    EXPECT_FALSE(protocol.complete(as_bytes("-NOAUTH Authent")));
}

}  // namespace
}  // namespace vigie::protocols::redis
