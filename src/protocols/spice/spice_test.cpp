// SPDX-License-Identifier: Apache-2.0
#include "protocols/spice/spice.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::spice {
namespace {

using base::from_hex;

TEST(SpiceLink, NamesItsVersionAndItsLogins) {
    const auto facts = protocol.parse(read_fixture("spice", "qemu-7.2-spice-0.15-ticket.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("spice.protocol_version"), "2.2");
    EXPECT_EQ(facts->list("spice.logins"), (std::vector<std::string>{"ticket"}));
    EXPECT_EQ(facts->flag("spice.tls_required"), false);
}

TEST(SpiceLink, MayBeRefusedForWantOfTls) {
    const auto facts = protocol.parse(from_hex("52454451 02000000 02000000 04000000 05000000"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->flag("spice.tls_required"), true);
}

TEST(SpiceProbe, IsNoAnswer) {
    EXPECT_EQ(protocol.probe().size(), 38U);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::spice
