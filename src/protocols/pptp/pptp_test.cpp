// SPDX-License-Identifier: Apache-2.0
#include "protocols/pptp/pptp.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::pptp {
namespace {

TEST(PptpAnswer, NamesHostAndVendor) {
    const auto facts = protocol.parse(read_fixture("pptp", "pptpd-1.4.0-reply.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("pptp.host"), "local");
    EXPECT_EQ(facts->text("pptp.vendor"), "linux");
}

TEST(PptpProbe, HasItsFixedLength) {
    EXPECT_EQ(protocol.probe().size(), 156U);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::pptp
