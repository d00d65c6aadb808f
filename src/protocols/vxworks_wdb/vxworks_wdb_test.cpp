// SPDX-License-Identifier: Apache-2.0
#include "protocols/vxworks_wdb/vxworks_wdb.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace vigie::protocols::vxworks_wdb {
namespace {

using base::from_hex;

TEST(WdbAnswer, ToTheEmptyCallShowsTheAgent) {
    EXPECT_EQ(protocol.recognise(from_hex("76676965 00000001 00000000 00000000 00000000 00000000")), Match::maybe);
}

TEST(WdbAnswer, OfAnRpcServerWithoutTheProgramIsNotTheAgent) {
    EXPECT_EQ(protocol.recognise(from_hex("76676965 00000001 00000000 00000000 00000000 00000001")), Match::no);
}

TEST(WdbProbe, IsTheEmptyCall) {
    const std::string probe = base::to_hex(protocol.probe());

    EXPECT_EQ(probe.substr(24, 24), "555555550000000100000000");
}

}  // namespace
}  // namespace vigie::protocols::vxworks_wdb
