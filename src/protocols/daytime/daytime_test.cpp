// SPDX-License-Identifier: Apache-2.0
#include "protocols/daytime/daytime.h"

#include <gtest/gtest.h>

namespace vigie::protocols::daytime {
namespace {

using base::as_bytes;

TEST(DaytimeAnswer, IsADateWithATime) {
    EXPECT_EQ(protocol.parse(as_bytes("Sun Nov 22 02:10:31 2026\r\n"))->text("daytime.time"),
              "Sun Nov 22 02:10:31 2026");
    EXPECT_EQ(protocol.recognise(as_bytes("22 NOV 2026 02:20:17 UTC\r\n")), Match::maybe);
    EXPECT_EQ(protocol.recognise(as_bytes("02:20:17 22/11/2026\n")), Match::maybe);
}

TEST(DaytimeAnswer, IsNotAnyText) {
    for (const char* text : {"", "\r\n", "hello", "220 mail ready at 12:30 <x>", "12:3"})
        EXPECT_EQ(protocol.recognise(as_bytes(text)), Match::no) << text;
}

}  // namespace
}  // namespace vigie::protocols::daytime
