// SPDX-License-Identifier: Apache-2.0
#include "protocols/hl7/hl7.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::hl7 {
namespace {

using base::from_hex;

using base::as_bytes;

TEST(Hl7Answer, NamesTheApplication) {
    const auto facts = protocol.parse(read_fixture("hl7", "mllp-reject.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("hl7.application"), "EAI");
    EXPECT_EQ(facts->text("hl7.version"), "2.5");
}

TEST(Hl7Answer, ThatIsEmptyProvesLittle) {
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::maybe);
    EXPECT_EQ(protocol.recognise(as_bytes("\x0bHello")), Match::no);
}

TEST(Hl7Probe, IsNeverAMessage) {
    EXPECT_EQ(protocol.probe(), from_hex("0b1c0d"));
}

}  // namespace
}  // namespace vigie::protocols::hl7
