// SPDX-License-Identifier: Apache-2.0
#include "protocols/source_query/source_query.h"

#include <gtest/gtest.h>

namespace vigie::protocols::source_query {
namespace {

using base::from_hex;

TEST(SourceQueryAnswer, IsInformationOrAChallenge) {
    const auto facts = protocol.parse(from_hex("ffffffff 49 11 6c6f62627900 6d61707900 6469727900 47616d6500 0a"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("source_query.name"), "lobby");
    EXPECT_EQ(facts->text("source_query.game"), "Game");
    EXPECT_EQ(protocol.recognise(from_hex("ffffffff 41 0a0b0c0d")), Match::sure);
}

TEST(SourceQueryAnswer, IsNotOurQuestion) {
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("ffffffff 41 0a0b0c")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::source_query
