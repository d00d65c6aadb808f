// SPDX-License-Identifier: Apache-2.0
// Time as the audit sees it. Stages receive a time or a Clock; none of them asks the system by itself.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace vigie::base {

using Millis = std::chrono::milliseconds;
using Instant = std::chrono::sys_seconds;  // wall clock, UTC
using Date = std::chrono::year_month_day;

class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override;
};

// Stands still until told otherwise: for tests and reproducible reports.
class FixedClock final : public Clock {
public:
    explicit FixedClock(Instant instant) : instant_(instant) {}
    [[nodiscard]] Instant now() const override { return instant_; }
    void advance(std::chrono::seconds by) { instant_ += by; }

private:
    Instant instant_;
};

std::string format_instant(Instant instant);                  // 2026-11-21T22:34:46Z (RFC 3339)
std::optional<Instant> parse_instant(std::string_view text);  // the same form only
std::string format_date(Date date);                           // 2026-11-21
std::optional<Date> parse_date(std::string_view text);        // accepts a longer RFC 3339 text, reads its date
Date date_of(Instant instant);                                // UTC
int days_between(Date from, Date to);                         // negative when to is earlier

}  // namespace vigie::base
