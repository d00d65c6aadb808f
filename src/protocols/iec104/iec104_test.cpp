// SPDX-License-Identifier: Apache-2.0
#include "protocols/iec104/iec104.h"

#include <gtest/gtest.h>

namespace vigie::protocols::iec104 {
namespace {

using base::from_hex;

TEST(Iec104Answer, ConfirmsTheTest) {
    EXPECT_EQ(protocol.recognise(from_hex("680483000000")), Match::sure);
    EXPECT_EQ(protocol.recognise(from_hex("68040b000000")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::iec104
