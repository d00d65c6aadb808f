// SPDX-License-Identifier: Apache-2.0
#include "protocols/neo4j/neo4j.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::neo4j {
namespace {

using base::from_hex;

TEST(BoltVersion, AloneIsAGuess) {
    EXPECT_EQ(protocol.recognise(from_hex("00000404")), Match::maybe);
    EXPECT_EQ(protocol.recognise(from_hex("00000000")), Match::no) << "none of ours";
    EXPECT_EQ(protocol.recognise(from_hex("00000905")), Match::no) << "a version that was not offered";
}

TEST(BoltHello, IsSaidOnlyWhereItIsNoLogin) {
    EXPECT_TRUE(protocol.follow_up(from_hex("00000404")).empty());
    EXPECT_EQ(base::as_text(protocol.follow_up(from_hex("00000405"))).find("credentials"), std::string_view::npos);
    EXPECT_EQ(protocol.follow_up(from_hex("00000405"))[1] + 4U, protocol.follow_up(from_hex("00000405")).size());
}

TEST(BoltHello, IsAnsweredWithTheNameOfTheServer) {
    const ByteString reply = read_fixture("neo4j", "bolt-5.4-hello.bin");

    EXPECT_EQ(protocol.recognise(reply), Match::sure);
    EXPECT_EQ(protocol.parse(reply)->text("neo4j.server"), "Neo4j/5.20.0");
    EXPECT_TRUE(protocol.follow_up(reply).empty());
}

TEST(BoltHello, AnsweredWithNestingWithoutEndIsNotBelieved) {
    EXPECT_FALSE(protocol.parse(from_hex("00000405 000a b170a1 8161 9191919191 0000")));
}

}  // namespace
}  // namespace vigie::protocols::neo4j
