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

// Where a metric stands in its table, found when compiled: a name that is not there does not compile.
template <std::size_t Size>
consteval std::size_t place_of(const std::array<Metric, Size>& metrics, std::string_view name) {
    std::size_t place = 0;
    while (metrics[place].name != name) ++place;
    return place;
}

class CvssVector {
public:
    static constexpr std::size_t kMetricLimit = 32;

    // Each metric at most once, known value, mandatory ones present; in_order: as the table lists them (4.0).
    static base::Result<CvssVector> parse(std::string_view text, std::span<const Metric> known, bool in_order);

    // The value of the metric at that place of the table, or otherwise when it is absent or not defined (X, ND).
    [[nodiscard]] std::string_view get(std::size_t place, std::string_view otherwise = {}) const {
        return values_[place].empty() ? otherwise : values_[place];
    }
    // Any metric of these places, the last one included, present with a defined value.
    [[nodiscard]] bool defines_any(std::size_t first, std::size_t last) const;

private:
    std::array<std::string_view, kMetricLimit> values_;  // views into the vector's text; empty: absent or not defined
};

// Exact decimal numbers: value * 10^24 in 128 bits. Enough for every product of the formulas.
__extension__ using Fixed = __int128;
inline constexpr std::int64_t kMillion = 1'000'000;
inline constexpr int kDecimals = 24;
inline constexpr std::array<Fixed, kDecimals + 1> kPowersOfTen = [] {
    std::array<Fixed, kDecimals + 1> out{1};
    for (std::size_t i = 1; i < out.size(); ++i) out[i] = out[i - 1] * 10;
    return out;
}();
inline constexpr Fixed kOne = kPowersOfTen[kDecimals];
// numerator / 10^digits as Fixed.
constexpr Fixed decimal(std::int64_t numerator, int digits) {
    return numerator * kPowersOfTen[static_cast<std::size_t>(kDecimals - digits)];
}

base::Result<CvssScores> score_2(std::string_view metrics);
base::Result<CvssScores> score_3(std::string_view metrics, bool is_3_1);
base::Result<CvssScores> score_4(std::string_view metrics);

}  // namespace vigie::correlate
