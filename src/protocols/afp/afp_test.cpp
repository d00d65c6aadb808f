// SPDX-License-Identifier: Apache-2.0
#include "protocols/afp/afp.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::afp {
namespace {

TEST(AfpStatus, NamesTheServerItsSoftwareAndItsLogins) {
    const auto facts = protocol.parse(read_fixture("afp", "afp-3.4-specification-status.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("afp.name"), "SAUVEGARDE");
    EXPECT_EQ(facts->text("afp.machine_type"), "Netatalk3.1.12");
    EXPECT_EQ(facts->list("afp.versions"), (std::vector<std::string>{"AFP2.2", "AFPX03", "AFP3.4"}));
    EXPECT_EQ(facts->flag("afp.guest"), true);
    EXPECT_EQ(facts->list("afp.addresses"), (std::vector<std::string>{"192.0.2.7"}));
}

TEST(AfpStatus, OfAnErrorOrAnEchoIsNone) {
    ByteString reply = read_fixture("afp", "afp-3.4-specification-status.bin");
    reply[7] = 1;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::afp
