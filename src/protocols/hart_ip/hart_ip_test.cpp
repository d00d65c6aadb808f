// SPDX-License-Identifier: Apache-2.0
#include "protocols/hart_ip/hart_ip.h"

#include <gtest/gtest.h>

namespace vigie::protocols::hart_ip {
namespace {

using base::from_hex;

TEST(HartIpAnswer, RepeatsOurNumber) {
    EXPECT_EQ(protocol.parse(from_hex("01 01 00 00 7667 000d 00 000003e8"))->number("hart_ip.version"), 1);
}

TEST(HartIpAnswer, WithAnotherNumberOrLengthIsNotBelieved) {
    EXPECT_EQ(protocol.recognise(from_hex("01 01 00 00 7668 000d 00 000003e8")), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("01 01 00 00 7667 000e 00 000003e8")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::hart_ip
