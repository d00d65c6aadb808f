// SPDX-License-Identifier: Apache-2.0
#include "protocols/nfs/nfs.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::nfs {
namespace {

using base::from_hex;

TEST(NfsAnswer, NamesItsVersions) {
    const auto facts = protocol.parse(read_fixture("nfs", "rfc5531-version-mismatch.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->number("nfs.lowest_version"), 3);
    EXPECT_EQ(facts->number("nfs.highest_version"), 4);
}

TEST(NfsAnswer, OfAServerWithoutTheProgramIsNotNfs) {
    EXPECT_EQ(protocol.recognise(from_hex("76676965 00000001 00000000 00000000 00000000 00000001")), Match::no);
    EXPECT_EQ(protocol.recognise(from_hex("76676966 00000001 00000000 00000000 00000000 00000002 00000002 00000004")),
              Match::no);
}

}  // namespace
}  // namespace vigie::protocols::nfs
