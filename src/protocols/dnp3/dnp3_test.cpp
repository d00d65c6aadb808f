// SPDX-License-Identifier: Apache-2.0
#include "protocols/dnp3/dnp3.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "protocols/read_fixture.h"

namespace vigie::protocols::dnp3 {
namespace {

TEST(Dnp3Answer, IsTheStateOfALink) {
    const auto facts = protocol.parse(read_fixture("dnp3", "ieee1815-link-status.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->number("dnp3.station"), 4);
    EXPECT_EQ(facts->flag("dnp3.link_status"), true);
}

TEST(Dnp3Answer, WithAWrongSumIsNotBelieved) {
    ByteString reply = read_fixture("dnp3", "ieee1815-link-status.bin");
    reply[8] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

TEST(Dnp3Probe, AsksForLinksOnly) {
    EXPECT_EQ(base::to_hex(base::Bytes(protocol.probe()).first(8)), "056405c900000100");
    EXPECT_EQ(protocol.probe().size(), 50U);
}

}  // namespace
}  // namespace vigie::protocols::dnp3
