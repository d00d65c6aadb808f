// SPDX-License-Identifier: Apache-2.0
#include "protocols/memcached/memcached.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace vigie::protocols::memcached {
namespace {

using base::as_bytes;
using base::from_hex;

TEST(MemcachedUdp, FramesTheQuestionAndReadsTheAnswer) {
    EXPECT_EQ(base::to_hex(udp_probe()), "766700000001000076657273696f6e0d0a");

    const auto answer = parse_udp(from_hex("7667 0000 0001 0000 56455253494f4e20312e362e31380d0a"));

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->version, "1.6.18");
}

TEST(MemcachedUdp, IsNotFooledByItsEchoOrAnotherRequest) {
    EXPECT_FALSE(parse_udp(udp_probe()));
    EXPECT_FALSE(parse_udp(from_hex("0001 0000 0001 0000 56455253494f4e20312e362e31380d0a")));
    EXPECT_FALSE(parse_udp(from_hex("7667 00")));
}

TEST(MemcachedUdp, IsASecondWayWithTheSameFacts) {
    const ByteString answer = from_hex("7667 0000 0001 0000 56455253494f4e20312e362e31380d0a");

    EXPECT_EQ(protocol_udp.recognise(answer), Match::sure);
    EXPECT_EQ(protocol_udp.parse(answer)->text("memcached.version"), "1.6.18");
    EXPECT_EQ(protocol_udp.recognise(udp_probe()), Match::no);
}

TEST(MemcachedVersion, MustLookLikeOne) {
    EXPECT_EQ(parse_version(as_bytes("VERSION of the day\r\n")).error().code, base::Errc::malformed);
    EXPECT_EQ(parse_version(as_bytes("VERSION 1.6.")).error().code, base::Errc::malformed);
    EXPECT_EQ(parse_version(as_bytes("ERROR\r\n")).error().code, base::Errc::not_spoken);
    EXPECT_EQ(protocol.recognise(as_bytes("VERSION 1.4.15\r\n")), Match::sure);
    EXPECT_EQ(protocol.recognise(as_bytes("ERROR\r\n")), Match::maybe);
}

}  // namespace
}  // namespace vigie::protocols::memcached
