// SPDX-License-Identifier: Apache-2.0
#include "protocols/cassandra/cassandra.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::cassandra {
namespace {

TEST(CassandraAnswer, HasItsVersions) {
    const auto facts = protocol.parse(read_fixture("cassandra", "cql-v4-supported.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("cassandra.cql_version"), "3.4.5");
    EXPECT_EQ(facts->number("cassandra.protocol_version"), 4);
}

TEST(CassandraAnswer, WithAnotherStreamIsNotBelieved) {
    ByteString reply = read_fixture("cassandra", "cql-v4-supported.bin");
    reply[3] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::cassandra
