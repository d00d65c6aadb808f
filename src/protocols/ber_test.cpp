// SPDX-License-Identifier: Apache-2.0
#include "protocols/ber.h"

#include <gtest/gtest.h>

namespace vigie::protocols::ber {
namespace {

using base::from_hex;

TEST(BerElement, IsReadWithAnyDefiniteLength) {
    for (const char* hex : {"04 02 6162", "04 81 02 6162", "04 84 00000002 6162"}) {
        const base::ByteString bytes = from_hex(hex);
        base::Reader reader(bytes);

        EXPECT_EQ(base::as_text(expect(reader, kOctetString)), "ab") << hex;
        EXPECT_TRUE(reader.ok() && reader.empty()) << hex;
    }
}

TEST(BerElement, ThatLiesAboutItsLengthFails) {
    for (const char* hex : {"", "04", "04 03 6162", "04 80 6162", "04 85 0000000002 6162", "04 84 ffffffff 61"}) {
        const base::ByteString bytes = from_hex(hex);
        base::Reader reader(bytes);

        EXPECT_TRUE(expect(reader, kOctetString).empty()) << hex;
        EXPECT_FALSE(reader.ok()) << hex;
    }
}

TEST(BerInteger, HasASign) {
    const base::ByteString bytes = from_hex("02 01 ff 02 02 00ff 0a 01 07");
    base::Reader reader(bytes);

    EXPECT_EQ(read_integer(reader), -1);
    EXPECT_EQ(read_integer(reader), 255);
    EXPECT_EQ(read_integer(reader, kEnumerated), 7);
}

TEST(BerElement, OfOursHasTheShortestLength) {
    EXPECT_EQ(element(kOctetString, base::ByteString(3, 0)).size(), 5U);
    EXPECT_EQ(element(kOctetString, base::ByteString(130, 0)).size(), 133U);
    EXPECT_EQ(element(kSequence, {small_integer(1), small_integer(2)}), from_hex("30 06 020101 020102"));
}

}  // namespace
}  // namespace vigie::protocols::ber
