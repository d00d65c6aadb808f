// SPDX-License-Identifier: Apache-2.0
#include "protocols/clickhouse/clickhouse.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::clickhouse {
namespace {

TEST(ClickhouseException, ShowsWhoSpeaks) {
    const auto facts = protocol.parse(read_fixture("clickhouse", "clickhouse-18.16.1-unexpected-packet.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->number("clickhouse.code"), 101);
    EXPECT_EQ(facts->text("clickhouse.message"), "DB::NetException: Unexpected packet from client");
}

TEST(ClickhouseException, OfAnotherNameIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(base::from_hex("02 65000000 04 44423a3b 00")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::clickhouse
