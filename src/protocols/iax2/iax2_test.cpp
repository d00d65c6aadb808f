// SPDX-License-Identifier: Apache-2.0
#include "protocols/iax2/iax2.h"

#include <gtest/gtest.h>

namespace vigie::protocols::iax2 {
namespace {

using base::from_hex;

TEST(IaxAnswer, IsAPongForOurCall) {
    EXPECT_EQ(protocol.recognise(from_hex("8001 0767 00000000 00 01 06 03")), Match::sure);
}

TEST(IaxAnswer, ForAnotherCallIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(from_hex("8001 0768 00000000 00 01 06 03")), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("0001 0767 00000000 00 01 06 03")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::iax2
