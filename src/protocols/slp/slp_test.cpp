// SPDX-License-Identifier: Apache-2.0
#include "protocols/slp/slp.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "protocols/read_fixture.h"

namespace vigie::protocols::slp {
namespace {

TEST(SlpAnswer, ListsTheServiceTypes) {
    const auto facts = protocol.parse(read_fixture("slp", "rfc2608-service-types.bin"));

    ASSERT_TRUE(facts);
    const std::vector<std::string> expected{"service:VMwareInfrastructure", "service:wbem:https"};
    EXPECT_EQ(facts->list("slp.types"), expected);
}

TEST(SlpAnswer, ToAnotherQuestionIsNotBelieved) {
    ByteString reply = read_fixture("slp", "rfc2608-service-types.bin");
    reply[10] ^= 1U;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
}

TEST(SlpProbe, HasItsLengthInItself) {
    const ByteString probe = protocol.probe();

    EXPECT_EQ(base::to_hex(base::Bytes(probe).first(5)), "020900001d");
    EXPECT_EQ(probe.size(), 0x1DU);
}

}  // namespace
}  // namespace vigie::protocols::slp
