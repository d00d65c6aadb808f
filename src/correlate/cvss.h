// SPDX-License-Identifier: Apache-2.0
// CVSS 2.0, 3.0, 3.1 and 4.0: strict reading of a vector and its exact score. All arithmetic is on integers,
// because a score that binary rounding moves from 9.0 to 8.9 changes the colour of a hospital.
// Never guesses: a vector that the specification calls invalid has no score.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace vigie::correlate {

// Scores are in tenths: 98 is 9.8.
struct CvssScores {
    std::string version;    // "2.0", "3.0", "3.1", "4.0"
    int base = 0;           // 4.0 knows one score only: base, temporal, environmental and overall are equal
    int temporal = 0;       // with the metrics on exploit, fix and report confidence
    int environmental = 0;  // with the metrics of the place
    int overall = 0;        // the one that uses every metric the vector gives
    bool operator==(const CvssScores&) const = default;
};

inline constexpr std::size_t kCvssVectorLimit = 512;

// "CVSS:3.1/AV:N/...", "CVSS:4.0/...", or for 2.0 "AV:N/AC:L/Au:N/C:P/I:P/A:P" (round brackets allowed).
base::Result<CvssScores> score(std::string_view vector);

// None, Low, Medium, High, Critical: the scale of 3.x and 4.0, used for 2.0 as well because the audit's
// thresholds (7 and 9) are the same whatever the version.
std::string_view severity_of(int tenths);

std::string tenths_text(int tenths);  // 98 -> "9.8"

}  // namespace vigie::correlate
