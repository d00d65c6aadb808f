// SPDX-License-Identifier: Apache-2.0
// CVSS 2.0 (FIRST, "A Complete Guide to the CVSS Version 2.0", section 3.2).
#include <algorithm>
#include <array>

#include "correlate/cvss_vector.h"

namespace vigie::correlate {
namespace {

constexpr std::array<Metric, 14> kMetrics = {{{"AV", "L A N", true},
                                              {"AC", "H M L", true},
                                              {"Au", "M S N", true},
                                              {"C", "N P C", true},
                                              {"I", "N P C", true},
                                              {"A", "N P C", true},
                                              {"E", "U POC F H ND"},
                                              {"RL", "OF TF W U ND"},
                                              {"RC", "UC UR C ND"},
                                              {"CDP", "N L LM MH H ND"},
                                              {"TD", "N L M H ND"},
                                              {"CR", "L M H ND"},
                                              {"IR", "L M H ND"},
                                              {"AR", "L M H ND"}}};

consteval std::size_t at(std::string_view name) {
    return place_of(kMetrics, name);
}

struct Weight {
    std::string_view value;
    std::int64_t weight;
};

template <std::size_t N>
std::int64_t pick(const std::array<Weight, N>& table, std::string_view value) {
    for (const Weight& entry : table)
        if (entry.value == value) return entry.weight;
    return 0;
}

constexpr std::array<Weight, 3> kAccessVector = {{{"L", 395}, {"A", 646}, {"N", 1000}}};
constexpr std::array<Weight, 3> kAccessComplexity = {{{"H", 35}, {"M", 61}, {"L", 71}}};
constexpr std::array<Weight, 3> kAuthentication = {{{"M", 450}, {"S", 560}, {"N", 704}}};
constexpr std::array<Weight, 3> kImpact = {{{"N", 0}, {"P", 275}, {"C", 660}}};
constexpr std::array<Weight, 4> kExploitability = {{{"U", 85}, {"POC", 90}, {"F", 95}, {"H", 100}}};
constexpr std::array<Weight, 4> kRemediation = {{{"OF", 87}, {"TF", 90}, {"W", 95}, {"U", 100}}};
constexpr std::array<Weight, 3> kConfidence = {{{"UC", 90}, {"UR", 95}, {"C", 100}}};
constexpr std::array<Weight, 5> kDamage = {{{"N", 0}, {"L", 1}, {"LM", 3}, {"MH", 4}, {"H", 5}}};
constexpr std::array<Weight, 4> kTargets = {{{"N", 0}, {"L", 25}, {"M", 75}, {"H", 100}}};
constexpr std::array<Weight, 3> kRequirement = {{{"L", 50}, {"M", 100}, {"H", 151}}};

// To one decimal, half up.
int rounded(Fixed value) {
    if (value <= 0) return 0;
    return static_cast<int>((value * 10 + kOne / 2) / kOne);
}

// The base equation for an impact that is already computed.
int base_equation(Fixed impact, Fixed exploitability) {
    if (impact == 0) return 0;  // f(impact) = 0
    const Fixed tenfold = impact * 6 + exploitability * 4 - 15 * kOne;
    if (tenfold <= 0) return 0;
    return static_cast<int>((tenfold * 1176 + 500 * kOne) / (1000 * kOne));  // one division, half up
}

// 10.41 * (1 - (1 - C*CR)(1 - I*IR)(1 - A*AR)); 100 is a requirement of one.
Fixed impact_of(const CvssVector& vector, std::int64_t cr, std::int64_t ir, std::int64_t ar) {
    const std::int64_t kWhole = 100'000;
    const Fixed kept = Fixed{kWhole - pick(kImpact, vector.get(at("C"))) * cr} *
                       (kWhole - pick(kImpact, vector.get(at("I"))) * ir) *
                       (kWhole - pick(kImpact, vector.get(at("A"))) * ar);
    const Fixed lost = Fixed{kWhole} * kWhole * kWhole - kept;  // in 10^-15
    return lost * 1041 * (kOne / (Fixed{kWhole} * kWhole * kWhole) / 100);
}

}  // namespace

base::Result<CvssScores> score_2(std::string_view metrics) {
    const auto parsed = CvssVector::parse(metrics, kMetrics, false);
    if (!parsed) return tl::unexpected<base::Error>(parsed.error());
    const CvssVector& vector = *parsed;

    const Fixed exploitability =
        decimal(20 * pick(kAccessVector, vector.get(at("AV"))) * pick(kAccessComplexity, vector.get(at("AC"))) *
                    pick(kAuthentication, vector.get(at("Au"))),
                8);
    const auto temporal = [&](int base) {
        return rounded(decimal(base * pick(kExploitability, vector.get(at("E"), "H")) *
                                   pick(kRemediation, vector.get(at("RL"), "U")) *
                                   pick(kConfidence, vector.get(at("RC"), "C")),
                               7));
    };

    CvssScores out{.version = "2.0"};
    out.base = base_equation(impact_of(vector, 100, 100, 100), exploitability);
    out.temporal = temporal(out.base);
    const Fixed adjusted_impact =
        std::min(decimal(10, 0), impact_of(vector, pick(kRequirement, vector.get(at("CR"), "M")),
                                           pick(kRequirement, vector.get(at("IR"), "M")),
                                           pick(kRequirement, vector.get(at("AR"), "M"))));
    const int adjusted = temporal(base_equation(adjusted_impact, exploitability));
    const std::int64_t damage = pick(kDamage, vector.get(at("CDP"), "N"));
    out.environmental =
        rounded(decimal((adjusted * 10 + (100 - adjusted) * damage) * pick(kTargets, vector.get(at("TD"), "H")), 4));
    out.overall = out.base;
    if (vector.defines_any(at("E"), at("RC"))) out.overall = out.temporal;
    if (vector.defines_any(at("CDP"), at("AR"))) out.overall = out.environmental;
    return out;
}

}  // namespace vigie::correlate
