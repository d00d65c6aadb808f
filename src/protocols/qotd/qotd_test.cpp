// SPDX-License-Identifier: Apache-2.0
#include "protocols/qotd/qotd.h"

#include <gtest/gtest.h>

namespace vigie::protocols::qotd {
namespace {

using base::as_bytes;

TEST(QotdAnswer, IsASentence) {
    const auto facts = protocol.parse(as_bytes("\"Take time for all things.\"\r\nBenjamin Franklin\r\n"));

    ASSERT_TRUE(facts);
    EXPECT_TRUE(facts->text("qotd.quote").starts_with("\"Take time"));
}

TEST(QotdAnswer, IsNeverSure) {
    EXPECT_EQ(protocol.recognise(as_bytes("Haste makes waste, said the snail.")), Match::maybe);
    EXPECT_EQ(protocol.recognise(as_bytes("ERROR")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::qotd
