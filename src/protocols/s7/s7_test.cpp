// SPDX-License-Identifier: Apache-2.0
#include "protocols/s7/s7.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace vigie::protocols::s7 {
namespace {

using base::from_hex;

TEST(S7Probe, AsksForAConnectionOnly) {
    EXPECT_EQ(base::to_hex(protocol.probe()), "0300001611e00000007600c1020100c2020102c0010a");
}

TEST(S7Answer, ConfirmsOurConnection) {
    EXPECT_EQ(protocol.recognise(from_hex("03000016 11 d0 0076 0010 00 c0010a c1020100 c2020102")), Match::sure);
}

TEST(S7Answer, OfRdpOrForAnotherIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(from_hex("03000013 0e d0 0000 1234 00 02 1f 0800 02000000")), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("03000016 11 d0 0005 0010 00 c0010a c1020100 c2020102")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::s7
