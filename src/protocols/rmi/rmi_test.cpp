// SPDX-License-Identifier: Apache-2.0
#include "protocols/rmi/rmi.h"

#include <gtest/gtest.h>

namespace vigie::protocols::rmi {
namespace {

using base::from_hex;

TEST(RmiAnswer, AcknowledgesTheProtocol) {
    EXPECT_EQ(protocol.recognise(from_hex("4e 0009 3139322e302e322e31 0000c350")), Match::sure);
    EXPECT_EQ(protocol.recognise(from_hex("4e 0009 3139322e302e322e31 0001c350")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::rmi
