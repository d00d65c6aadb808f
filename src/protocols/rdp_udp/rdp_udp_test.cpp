// SPDX-License-Identifier: Apache-2.0
#include "protocols/rdp_udp/rdp_udp.h"

#include <gtest/gtest.h>

namespace vigie::protocols::rdp_udp {
namespace {

using base::from_hex;

TEST(RdpUdpAnswer, AcknowledgesOurSyn) {
    EXPECT_EQ(protocol.recognise(from_hex("76676965 0040 0005 0a0b0c0d 04d0 04d0")), Match::sure);
}

TEST(RdpUdpAnswer, ToAnotherSynIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(from_hex("76676966 0040 0005 0a0b0c0d 04d0 04d0")), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("76676965 0040 0001 0a0b0c0d 04d0 04d0")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
    EXPECT_EQ(protocol.probe().size(), 1232U);
}

}  // namespace
}  // namespace vigie::protocols::rdp_udp
