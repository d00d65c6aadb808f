// SPDX-License-Identifier: Apache-2.0
#include "protocols/mongodb/mongodb.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::mongodb {
namespace {

TEST(MongodbAnswer, HasWireVersionsAndReplicaSet) {
    const auto facts = protocol.parse(read_fixture("mongodb", "wire-protocol-hello.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->number("mongodb.max_wire_version"), 17);
    EXPECT_EQ(facts->text("mongodb.replica_set"), "rs0");
}

TEST(MongodbAnswer, ToAnotherRequestIsNotBelieved) {
    ByteString reply = read_fixture("mongodb", "wire-protocol-hello.bin");
    reply[8] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::mongodb
