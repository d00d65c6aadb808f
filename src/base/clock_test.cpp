// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <gtest/gtest.h>

namespace vigie::base {
namespace {

TEST(Instant, IsWrittenAndReadAsRfc3339) {
    const auto instant = parse_instant("2026-11-21T22:34:46Z");
    ASSERT_TRUE(instant);
    EXPECT_EQ(format_instant(*instant), "2026-11-21T22:34:46Z");
    EXPECT_EQ(format_instant(Instant{}), "1970-01-01T00:00:00Z");
}

TEST(Instant, RefusesOtherForms) {
    for (const char* text : {"", "2026-11-21", "2026-11-21T22:34:46", "2026-11-21 22:34:46Z", "2026-13-21T22:34:46Z",
                             "2026-02-30T22:34:46Z", "2026-11-21T24:34:46Z", "2026-11-21T22:34:46+01"})
        EXPECT_FALSE(parse_instant(text)) << text;
}

TEST(Date, IsReadFromTheStartOfALongerInstant) {
    EXPECT_EQ(format_date(*parse_date("2025-08-25T10:00:00.123")), "2025-08-25");
    EXPECT_FALSE(parse_date("2025-08-25x"));
    EXPECT_FALSE(parse_date("25-08-2025"));
}

TEST(Date, DaysBetweenCountsBackwardsToo) {
    EXPECT_EQ(days_between(*parse_date("2026-02-28"), *parse_date("2026-03-01")), 1);
    EXPECT_EQ(days_between(*parse_date("2026-03-01"), *parse_date("2026-02-28")), -1);
    EXPECT_EQ(days_between(*parse_date("2024-02-28"), *parse_date("2024-03-01")), 2);
}

}  // namespace
}  // namespace vigie::base
