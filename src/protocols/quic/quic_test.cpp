// SPDX-License-Identifier: Apache-2.0
#include "protocols/quic/quic.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::quic {
namespace {

TEST(QuicAnswer, ListsTheVersions) {
    const auto facts = protocol.parse(read_fixture("quic", "rfc9000-versions.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->list("quic.versions"), (std::vector<std::string>{"1", "2", "draft-29"}));
}

TEST(QuicAnswer, ToAnotherConnectionIsNotBelieved) {
    ByteString reply = read_fixture("quic", "rfc9000-versions.bin");
    reply[6] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

TEST(QuicProbe, IsLargeEnoughToBeAnswered) {
    EXPECT_EQ(protocol.probe().size(), 1200U);
}

}  // namespace
}  // namespace vigie::protocols::quic
