// SPDX-License-Identifier: Apache-2.0
// A CVSS vector taken apart by a table of the metrics that its version knows. Only for the scorers beside it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"
#include "correlate/cvss.h"

namespace vigie::correlate {

// The up to three letters of a metric's name as one number: a million vectors are read in two seconds.
constexpr std::uint32_t metric_code(std::string_view name) {
    std::uint32_t out = 0;
    if (name.size() > 3) return 0;
    for (const char c : name) out = (out << 8U) | static_cast<unsigned char>(c);
    return out;
}

struct Metric {
    std::string_view name;
    std::string_view values;  // separated by spaces; the first word is not special
    bool mandatory = false;
    std::uint32_t code = metric_code(name);
};

class CvssVector {
public:
    static constexpr std::size_t kMetricLimit = 32;

    // Each metric at most once, known value, mandatory ones present; in_order: as the table lists them (4.0).
    static base::Result<CvssVector> parse(std::string_view text, std::span<const Metric> known, bool in_order);

    // The value, or otherwise when the metric is absent or not defined (X, ND).
    [[nodiscard]] std::string_view get(std::string_view name, std::string_view otherwise = {}) const {
        const std::uint32_t code = metric_code(name);
        for (std::size_t i = 0; i < known_.size(); ++i)
            if (known_[i].code == code) return values_[i].empty() ? otherwise : values_[i];
        return otherwise;
    }
    // Any metric of the list present with a defined value.
    [[nodiscard]] bool defines_any(std::span<const std::string_view> names) const;

private:
    std::span<const Metric> known_;
    std::array<std::string_view, kMetricLimit> values_;  // views into the vector's text; empty: absent or not defined
};

// Exact decimal numbers: value * 10^24 in 128 bits. Enough for every product of the formulas.
__extension__ using Fixed = __int128;
inline constexpr std::int64_t kMillion = 1'000'000;
inline constexpr Fixed kOne = Fixed{kMillion} * kMillion * kMillion * kMillion;
// numerator / 10^digits as Fixed.
Fixed decimal(std::int64_t numerator, int digits);

base::Result<CvssScores> score_2(std::string_view metrics);
base::Result<CvssScores> score_3(std::string_view metrics, bool is_3_1);
base::Result<CvssScores> score_4(std::string_view metrics);

}  // namespace vigie::correlate
