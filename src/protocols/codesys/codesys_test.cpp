// SPDX-License-Identifier: Apache-2.0
#include "protocols/codesys/codesys.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::codesys {
namespace {

TEST(CodesysRuntime, NamesItsSystem) {
    const auto facts = protocol.parse(read_fixture("codesys", "published-layout-runtime.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("codesys.system"), "Nucleus PLUS");
    EXPECT_EQ(facts->text("codesys.system_version"), "1.13.3");
    EXPECT_EQ(facts->text("codesys.runtime"), "3S-Smart Software Solutions");
}

TEST(CodesysRuntime, WithoutTextsInItsFieldsIsNotBelieved) {
    ByteString reply = read_fixture("codesys", "published-layout-runtime.bin");
    reply[66] = 0xC3;

    EXPECT_EQ(protocol.recognise(reply), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::codesys
