// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <cstdio>

#include "base/text.h"

namespace vigie::base {
namespace {

std::optional<unsigned> digits(std::string_view text, std::size_t position, std::size_t count) {
    if (text.size() < position + count) return std::nullopt;
    const auto value = parse_unsigned(text.substr(position, count));
    if (!value) return std::nullopt;
    return static_cast<unsigned>(*value);
}

}  // namespace

Instant SystemClock::now() const {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

Date date_of(Instant instant) {
    return Date{std::chrono::floor<std::chrono::days>(instant)};
}

std::string format_date(Date date) {
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text;
}

std::string format_instant(Instant instant) {
    const auto midnight = std::chrono::floor<std::chrono::days>(instant);
    const auto seconds = (instant - midnight).count();
    char text[32];
    std::snprintf(text, sizeof text, "T%02d:%02d:%02dZ", static_cast<int>(seconds / 3600),
                  static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
    return format_date(Date{midnight}) + text;
}

std::optional<Date> parse_date(std::string_view text) {
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
    if (text.size() > 10 && text[10] != 'T' && text[10] != ' ') return std::nullopt;
    const Date date{std::chrono::year{static_cast<int>(*year)}, std::chrono::month{*month}, std::chrono::day{*day}};
    if (!date.ok()) return std::nullopt;
    return date;
}

std::optional<Instant> parse_instant(std::string_view text) {
    if (text.size() != 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z')
        return std::nullopt;
    const auto date = parse_date(text);
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    const auto second = digits(text, 17, 2);
    if (!date || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    return std::chrono::sys_days{*date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           std::chrono::seconds{*second};
}

int days_between(Date from, Date to) {
    return static_cast<int>((std::chrono::sys_days{to} - std::chrono::sys_days{from}).count());
}

}  // namespace vigie::base
