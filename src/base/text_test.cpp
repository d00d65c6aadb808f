// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vigie::base {
namespace {

using ::testing::ElementsAre;

TEST(Text, TrimsSplitsAndJoins) {
    EXPECT_EQ(trim(" \t a b\r\n"), "a b");
    EXPECT_EQ(trim("  "), "");
    EXPECT_THAT(split("a,,b,", ','), ElementsAre("a", "", "b", ""));
    EXPECT_EQ(join({"a", "b"}, ", "), "a, b");
    EXPECT_EQ(join({}, ", "), "");
}

TEST(Text, ComparesWithoutCase) {
    EXPECT_TRUE(equals_ignoring_case("NGINX", "nginx"));
    EXPECT_FALSE(equals_ignoring_case("nginx", "nginx "));
    EXPECT_TRUE(contains_ignoring_case("Index OF /", "index of"));
    EXPECT_FALSE(contains_ignoring_case("abc", "abd"));
}

TEST(ParseUnsigned, TakesTheWholeTextOrNothing) {
    EXPECT_EQ(parse_unsigned("65535"), 65535U);
    EXPECT_EQ(parse_unsigned(""), std::nullopt);
    EXPECT_EQ(parse_unsigned("-1"), std::nullopt);
    EXPECT_EQ(parse_unsigned("12 "), std::nullopt);
    EXPECT_EQ(parse_unsigned("99999999999999999999"), std::nullopt);
}

TEST(Base64, AgreesWithTheExamplesOfRfc4648AndReadsItselfBack) {
    EXPECT_EQ(to_base64(as_bytes("")), "");
    EXPECT_EQ(to_base64(as_bytes("f")), "Zg==");
    EXPECT_EQ(to_base64(as_bytes("fo")), "Zm8=");
    EXPECT_EQ(to_base64(as_bytes("foobar")), "Zm9vYmFy");
    EXPECT_EQ(from_base64("Zm8="), to_bytes("fo"));
    EXPECT_EQ(from_base64("Zm9vYmFy"), to_bytes("foobar"));
}

TEST(Base64, RefusesBrokenText) {
    EXPECT_EQ(from_base64("Zg="), std::nullopt);
    EXPECT_EQ(from_base64("Z==="), std::nullopt);
    EXPECT_EQ(from_base64("Zg==Zg=="), std::nullopt);
    EXPECT_EQ(from_base64("Zm9\n"), std::nullopt);
}

TEST(Printable, ReplacesControlCharactersAndInvalidUtf8) {
    EXPECT_EQ(printable("caf\xC3\xA9"), "caf\xC3\xA9");
    EXPECT_EQ(printable("a\x1b[31mb"), "a\xEF\xBF\xBD[31mb");
    EXPECT_EQ(printable("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(printable("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(printable("\xF0\x9F"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Printable, NeverCutsInsideACharacter) {
    EXPECT_EQ(printable("ab\xC3\xA9", 3), "ab");
    EXPECT_EQ(printable("ab\xC3\xA9", 4), "ab\xC3\xA9");
}

TEST(StableHash, StaysTheSameForever) {
    EXPECT_EQ(stable_hash("a"), 0xaf63dc4c8601ec8cU);
}

}  // namespace
}  // namespace vigie::base
