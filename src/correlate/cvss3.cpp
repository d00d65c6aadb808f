// SPDX-License-Identifier: Apache-2.0
// CVSS 3.0 and 3.1 (FIRST specification documents, section 7 and appendix A). The two differ in how they round
// up and in the impact of a changed scope under environmental metrics.
#include <algorithm>
#include <array>

#include "correlate/cvss_vector.h"

namespace vigie::correlate {
namespace {

constexpr std::array<Metric, 22> kMetrics = {
    {{"AV", "N A L P", true}, {"AC", "L H", true},  {"PR", "N L H", true}, {"UI", "N R", true}, {"S", "U C", true},
     {"C", "N L H", true},    {"I", "N L H", true}, {"A", "N L H", true},  {"E", "X U P F H"},  {"RL", "X O T W U"},
     {"RC", "X U R C"},       {"CR", "X L M H"},    {"IR", "X L M H"},     {"AR", "X L M H"},   {"MAV", "X N A L P"},
     {"MAC", "X L H"},        {"MPR", "X N L H"},   {"MUI", "X N R"},      {"MS", "X U C"},     {"MC", "X N L H"},
     {"MI", "X N L H"},       {"MA", "X N L H"}}};

consteval std::size_t at(std::string_view name) {
    return place_of(kMetrics, name);
}

// All weights in hundredths, except requirements in tenths.
std::int64_t attack_vector(char v) {
    return v == 'N' ? 85 : v == 'A' ? 62 : v == 'L' ? 55 : 20;
}
std::int64_t attack_complexity(char v) {
    return v == 'L' ? 77 : 44;
}
std::int64_t privileges(char v, bool changed) {
    if (v == 'N') return 85;
    if (v == 'L') return changed ? 68 : 62;
    return changed ? 50 : 27;
}
std::int64_t interaction(char v) {
    return v == 'N' ? 85 : 62;
}
std::int64_t impact(char v) {
    return v == 'H' ? 56 : v == 'L' ? 22 : 0;
}
std::int64_t requirement(char v) {
    return v == 'H' ? 15 : v == 'L' ? 5 : 10;
}
std::int64_t exploit_maturity(char v) {
    return v == 'U' ? 91 : v == 'P' ? 94 : v == 'F' ? 97 : 100;
}
std::int64_t remediation(char v) {
    return v == 'O' ? 95 : v == 'T' ? 96 : v == 'W' ? 97 : 100;
}
std::int64_t confidence(char v) {
    return v == 'U' ? 92 : v == 'R' ? 96 : 100;
}

// 3.0: the smallest tenth not below the value. 3.1, appendix A: the same after rounding to 10^-5.
int round_up(Fixed value, bool is_3_1) {
    if (value <= 0) return 0;
    if (!is_3_1) return static_cast<int>((value * 10 + kOne - 1) / kOne);
    const Fixed hundred_thousandths = (value * 100'000 + kOne / 2) / kOne;
    return static_cast<int>((static_cast<std::int64_t>(hundred_thousandths) + 9'999) / 10'000);
}

// |base| < 1; the truncation error stays below 10^-16, far below the distance of any vector to a rounding limit.
Fixed power(Fixed base, int exponent) {
    const Fixed kScale = Fixed{kMillion} * kMillion * kMillion;  // 10^18, so that a product fits in 128 bits
    const Fixed factor = base / kMillion;
    Fixed result = kScale;
    Fixed square = factor;
    for (int left = exponent; left > 0; left >>= 1) {
        if ((left & 1) != 0) result = result * square / kScale;
        square = square * square / kScale;
    }
    return result * kMillion;
}

// 6.42 * x, or 7.52 * (x - 0.029) - 3.25 * (x * shrink - 0.02)^exponent when the scope changes.
Fixed impact_score(Fixed x, bool changed, bool late_formula) {
    if (!changed) return x / 100 * 642;
    const Fixed inner = late_formula ? x / 10'000 * 9'731 - decimal(2, 2) : x - decimal(2, 2);
    return (x - decimal(29, 3)) / 100 * 752 - power(inner, late_formula ? 13 : 15) / 100 * 325;
}

// What is lost of one of confidentiality, integrity and availability, in thousandths: nine values.
constexpr std::array<char, 3> kLosses = {'N', 'L', 'H'};
constexpr std::array<char, 3> kNeeds = {'L', 'M', 'H'};
std::size_t loss_place(char loss, char need) {
    const std::size_t row = loss == 'H' ? 2 : loss == 'L' ? 1 : 0;
    return row * 3 + (need == 'H' ? 2 : need == 'L' ? 0 : 1);
}
constexpr std::size_t kLossPlaces = 9;

// The impact of every combination, computed once: a million vectors share 729.
class Impacts {
public:
    Impacts(bool modified, bool changed, bool late_formula) {
        std::array<std::int64_t, kLossPlaces> kept{};
        for (const char loss : kLosses)
            for (const char need : kNeeds) kept[loss_place(loss, need)] = 1'000 - impact(loss) * requirement(need);
        for (std::size_t i = 0; i < values_.size(); ++i) {
            const Fixed all = decimal(1'000'000'000 - kept[i / (kLossPlaces * kLossPlaces)] *
                                                          kept[i / kLossPlaces % kLossPlaces] * kept[i % kLossPlaces],
                                      9);
            values_[i] = impact_score(modified ? std::min(decimal(915, 3), all) : all, changed, late_formula);
        }
    }
    [[nodiscard]] Fixed of(std::size_t c, std::size_t i, std::size_t a) const {
        return values_[(c * kLossPlaces + i) * kLossPlaces + a];
    }

private:
    std::array<Fixed, kLossPlaces * kLossPlaces * kLossPlaces> values_{};
};

const Impacts& impacts(bool modified, bool changed, bool late_formula) {
    static const Impacts kPlain(false, false, false), kChanged(false, true, false);
    static const Impacts kModified(true, false, false), kModifiedChanged(true, true, false),
        kModifiedChangedLate(true, true, true);
    if (!modified) return changed ? kChanged : kPlain;
    if (!changed) return kModified;
    return late_formula ? kModifiedChangedLate : kModifiedChanged;
}

Fixed sum(Fixed impact_part, Fixed exploitability, bool changed) {
    const Fixed total = impact_part + exploitability;
    return std::min(decimal(10, 0), changed ? total / 100 * 108 : total);
}

}  // namespace

base::Result<CvssScores> score_3(std::string_view metrics, bool is_3_1) {
    const auto parsed = CvssVector::parse(metrics, kMetrics, false);
    if (!parsed) return tl::unexpected<base::Error>(parsed.error());
    const CvssVector& vector = *parsed;
    const auto metric = [&](std::size_t place) { return vector.get(place, "X").front(); };
    const auto modified = [&](std::size_t place, std::size_t fallback) {
        return vector.get(place, vector.get(fallback)).front();
    };
    const auto exploitability = [](char av, char ac, char pr, char ui, bool changed) {
        return decimal(822 * attack_vector(av) * attack_complexity(ac) * privileges(pr, changed) * interaction(ui), 10);
    };
    // In whole numbers: base is in tenths, the factors in millionths.
    const auto temporal = [&](int base) {
        const std::int64_t value =
            base * exploit_maturity(metric(at("E"))) * remediation(metric(at("RL"))) * confidence(metric(at("RC")));
        constexpr std::int64_t kUnit = 10 * kMillion;
        if (!is_3_1) return static_cast<int>((value * 10 + kUnit - 1) / kUnit);
        const std::int64_t hundred_thousandths = (value + 50) / 100;
        return static_cast<int>((hundred_thousandths + 9'999) / 10'000);
    };
    CvssScores out{.version = is_3_1 ? "3.1" : "3.0"};

    const char c = metric(at("C"));
    const char i = metric(at("I"));
    const char a = metric(at("A"));
    const bool changed = metric(at("S")) == 'C';
    const Fixed base_impact =
        impacts(false, changed, false).of(loss_place(c, 'M'), loss_place(i, 'M'), loss_place(a, 'M'));
    const char av = metric(at("AV"));
    const char ac = metric(at("AC"));
    const char pr = metric(at("PR"));
    const char ui = metric(at("UI"));
    if (base_impact > 0)
        out.base = round_up(sum(base_impact, exploitability(av, ac, pr, ui, changed), changed), is_3_1);
    out.temporal = temporal(out.base);

    const bool modified_changed = modified(at("MS"), at("S")) == 'C';
    const Fixed modified_impact = impacts(true, modified_changed, is_3_1)
                                      .of(loss_place(modified(at("MC"), at("C")), metric(at("CR"))),
                                          loss_place(modified(at("MI"), at("I")), metric(at("IR"))),
                                          loss_place(modified(at("MA"), at("A")), metric(at("AR"))));
    if (modified_impact > 0)
        out.environmental = temporal(
            round_up(sum(modified_impact,
                         exploitability(modified(at("MAV"), at("AV")), modified(at("MAC"), at("AC")),
                                        modified(at("MPR"), at("PR")), modified(at("MUI"), at("UI")), modified_changed),
                         modified_changed),
                     is_3_1));
    out.overall = out.base;
    if (vector.defines_any(at("E"), at("RC"))) out.overall = out.temporal;
    if (vector.defines_any(at("CR"), at("MA"))) out.overall = out.environmental;
    return out;
}

}  // namespace vigie::correlate
