// SPDX-License-Identifier: Apache-2.0
#include "protocols/afs/afs.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::afs {
namespace {

TEST(AfsAnswer, NamesTheBuild) {
    const auto facts = protocol.parse(read_fixture("afs", "rx-version.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("afs.build"), "OpenAFS 1.8.9-1-debian 2022-12-17");
}

TEST(AfsAnswer, FromAClientOrAnotherEpochIsNotBelieved) {
    ByteString reply = read_fixture("afs", "rx-version.bin");
    reply[0] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::afs
