// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace vigie::base {
namespace {

TEST(Reader, ReadsNetworkAndLittleEndianNumbers) {
    const ByteString bytes = from_hex("01 0203 040506 0708090a 0100 02000000");
    Reader reader(bytes);

    EXPECT_EQ(reader.u8(), 0x01);
    EXPECT_EQ(reader.u16(), 0x0203);
    EXPECT_EQ(reader.u24(), 0x040506U);
    EXPECT_EQ(reader.u32(), 0x0708090aU);
    EXPECT_EQ(reader.u16_le(), 1);
    EXPECT_EQ(reader.u32_le(), 2U);
    EXPECT_TRUE(reader.ok());
    EXPECT_TRUE(reader.empty());
}

TEST(Reader, OneReadPastTheEndFailsForGood) {
    const ByteString bytes = from_hex("0102");
    Reader reader(bytes);

    EXPECT_EQ(reader.u32(), 0U);
    EXPECT_FALSE(reader.ok());
    EXPECT_EQ(reader.u8(), 0);
    EXPECT_TRUE(reader.rest().empty());
    EXPECT_FALSE(reader.ok());
}

TEST(Reader, TakesLinesWithAnyEndingAndALastOneWithout) {
    Reader reader(as_bytes("220 ready\r\nplain\nlast"));

    EXPECT_EQ(reader.line(), "220 ready");
    EXPECT_EQ(reader.line(), "plain");
    EXPECT_EQ(reader.line(), "last");
    EXPECT_TRUE(reader.ok());
    EXPECT_EQ(reader.line(), "");
    EXPECT_FALSE(reader.ok());
}

TEST(Reader, TextUntilFailsWhenTheDelimiterIsMissing) {
    Reader found(as_bytes("name:rest"));
    EXPECT_EQ(found.text_until(':'), "name");
    EXPECT_EQ(as_text(found.rest()), "rest");

    Reader missing(as_bytes("name"));
    EXPECT_EQ(missing.text_until(':'), "");
    EXPECT_FALSE(missing.ok());
}

TEST(Writer, BuildsAMessageWhoseLengthIsPatchedAfterwards) {
    Writer writer;
    writer.u16(0).u8(7).text("ab").u16_le(0x0102).fill(2, 0xFF);
    writer.patch_u16(0, static_cast<std::uint16_t>(writer.size()));

    EXPECT_EQ(writer.take(), from_hex("0009 07 6162 0201 ffff"));
}

TEST(FromHex, RefusesWhatIsNotWholeBytes) {
    EXPECT_THROW(from_hex("0"), std::invalid_argument);
    EXPECT_THROW(from_hex("0g"), std::invalid_argument);
}

}  // namespace
}  // namespace vigie::base
