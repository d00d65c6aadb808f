// SPDX-License-Identifier: Apache-2.0
#include "protocols/iscsi/iscsi.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::iscsi {
namespace {

TEST(IscsiAnswer, SaysWhetherDiscoveryIsOpen) {
    const auto facts = protocol.parse(read_fixture("iscsi", "tgt-1.0.85-login.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->flag("iscsi.unauthenticated"), true);
}

TEST(IscsiAnswer, ToAnotherTaskIsNotBelieved) {
    ByteString reply = read_fixture("iscsi", "tgt-1.0.85-login.bin");
    reply[16] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::iscsi
