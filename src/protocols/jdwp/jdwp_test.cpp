// SPDX-License-Identifier: Apache-2.0
#include "protocols/jdwp/jdwp.h"

#include <gtest/gtest.h>

namespace vigie::protocols::jdwp {
namespace {

using base::as_bytes;

TEST(JdwpAnswer, IsTheHandshakeItself) {
    EXPECT_EQ(protocol.recognise(as_bytes("JDWP-Handshake")), Match::maybe);
    EXPECT_EQ(protocol.recognise(as_bytes("JDWP-Handshak")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::jdwp
