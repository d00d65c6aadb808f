// SPDX-License-Identifier: Apache-2.0
#include "protocols/ipmi/ipmi.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace vigie::protocols::ipmi {
namespace {

using base::from_hex;

TEST(IpmiProbe, AsksForTheCapabilitiesOutsideAnySession) {
    EXPECT_EQ(base::to_hex(protocol.probe()), "0600ff07000000000000000000092018c88100388e04b5");
    EXPECT_EQ(base::to_hex(protocol_asf.probe()), "0600ff06000011be80760000");
}

TEST(IpmiAnswer, SaysHowOneMayLogIn) {
    const auto facts =
        protocol.parse(from_hex("0600ff07 00 00000000 00000000 10 81 1c 63 20 00 38 00 01 97 05 03 00000000 2b"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->list("ipmi.versions"), (std::vector<std::string>{"2.0", "1.5"}));
    EXPECT_EQ(facts->list("ipmi.authentication"), (std::vector<std::string>{"none", "md2", "md5", "password"}));
    EXPECT_EQ(facts->flag("ipmi.anonymous"), true);
}

TEST(IpmiAnswer, ToThePingHasItsTag) {
    const char* pong = "0600ff06 000011be 40 76 00 10 00000157 00000000 81 00 000000000000";

    EXPECT_EQ(protocol.parse(from_hex(pong))->number("ipmi.asf_vendor"), 343);
    EXPECT_FALSE(protocol.parse(from_hex("0600ff06 000011be 40 77 00 10 00000157 00000000 81 00 000000000000")));
    EXPECT_FALSE(protocol.parse(protocol_asf.probe()));
}

}  // namespace
}  // namespace vigie::protocols::ipmi
