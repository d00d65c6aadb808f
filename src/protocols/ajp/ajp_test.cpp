// SPDX-License-Identifier: Apache-2.0
#include "protocols/ajp/ajp.h"

#include <gtest/gtest.h>

namespace vigie::protocols::ajp {
namespace {

using base::from_hex;

TEST(AjpAnswer, IsExact) {
    EXPECT_EQ(protocol.recognise(from_hex("4142000109")), Match::sure);
    EXPECT_EQ(protocol.recognise(from_hex("414200010a")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::ajp
