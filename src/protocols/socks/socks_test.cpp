// SPDX-License-Identifier: Apache-2.0
#include "protocols/socks/socks.h"

#include <gtest/gtest.h>

namespace vigie::protocols::socks {
namespace {

using base::from_hex;

TEST(SocksAnswer, SaysWhetherItServesAnybody) {
    EXPECT_EQ(protocol.parse(from_hex("0500"))->flag("socks.unauthenticated"), true);
    EXPECT_EQ(protocol.parse(from_hex("0502"))->text("socks.method"), "password");
    EXPECT_EQ(protocol.parse(from_hex("05ff"))->flag("socks.unauthenticated"), false);
}

TEST(SocksAnswer, IsExact) {
    for (const char* hex : {"05", "0501", "050000", "0400"})
        EXPECT_EQ(protocol.recognise(from_hex(hex)), Match::no) << hex;
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::socks
