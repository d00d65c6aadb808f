// SPDX-License-Identifier: Apache-2.0
#include "protocols/melsec/melsec.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::melsec {
namespace {

TEST(MelsecAnswer, NamesTheProcessor) {
    EXPECT_EQ(protocol.parse(read_fixture("melsec", "slmp-model.bin"))->text("melsec.model"), "Q03UDVCPU");
}

TEST(MelsecAnswer, WithAWrongLengthIsNotBelieved) {
    ByteString reply = read_fixture("melsec", "slmp-model.bin");
    reply.push_back(0);

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::melsec
