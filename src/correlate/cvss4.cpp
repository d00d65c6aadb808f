// SPDX-License-Identifier: Apache-2.0
// CVSS 4.0 (FIRST specification, section 8: MacroVectors and interpolation). Ties such as 8.95 are exact here
// and are rounded half up, where binary floating point goes either way.
#include <algorithm>
#include <array>

#include "correlate/cvss_vector.h"

namespace vigie::correlate {
namespace {

constexpr std::array<Metric, 32> kMetrics = {
    {{"AV", "N A L P", true}, {"AC", "L H", true},   {"AT", "N P", true},   {"PR", "N L H", true},
     {"UI", "N P A", true},   {"VC", "H L N", true}, {"VI", "H L N", true}, {"VA", "H L N", true},
     {"SC", "H L N", true},   {"SI", "H L N", true}, {"SA", "H L N", true}, {"E", "X A P U"},
     {"CR", "X H M L"},       {"IR", "X H M L"},     {"AR", "X H M L"},     {"MAV", "X N A L P"},
     {"MAC", "X L H"},        {"MAT", "X N P"},      {"MPR", "X N L H"},    {"MUI", "X N P A"},
     {"MVC", "X H L N"},      {"MVI", "X H L N"},    {"MVA", "X H L N"},    {"MSC", "X H L N"},
     {"MSI", "X S H L N"},    {"MSA", "X S H L N"},  {"S", "X N P"},        {"AU", "X N Y"},
     {"R", "X A U I"},        {"V", "X D C"},        {"RE", "X L M H"},     {"U", "X Clear Green Amber Red"}}};

consteval std::size_t at(std::string_view name) {
    return place_of(kMetrics, name);
}

// Score of each MacroVector in tenths: rows EQ1 EQ2 EQ3, columns EQ4 EQ5 EQ6. EQ3 = 2 with EQ6 = 0 does not exist.
constexpr int kNone = -1;
constexpr int kScores[18][18] = {
    {100, 99, 98, 95, 95, 92, 100, 96, 93, 87, 91, 81, 93, 90, 89, 80, 81, 68},                           // 000
    {98, 95, 95, 92, 90, 84, 93, 92, 89, 81, 81, 65, 88, 80, 78, 70, 69, 48},                             // 001
    {kNone, 92, kNone, 82, kNone, 72, kNone, 79, kNone, 69, kNone, 50, kNone, 69, kNone, 55, kNone, 27},  // 002
    {99, 97, 95, 92, 92, 85, 95, 91, 90, 83, 84, 71, 92, 81, 82, 71, 72, 53},                             // 010
    {95, 93, 92, 85, 85, 73, 92, 82, 80, 72, 70, 59, 84, 70, 71, 52, 50, 30},                             // 011
    {kNone, 86, kNone, 75, kNone, 52, kNone, 71, kNone, 52, kNone, 29, kNone, 63, kNone, 29, kNone, 17},  // 012
    {98, 95, 94, 87, 91, 81, 94, 89, 86, 74, 77, 64, 87, 75, 74, 63, 63, 49},                             // 100
    {94, 89, 88, 77, 76, 67, 86, 76, 74, 58, 59, 50, 72, 57, 57, 52, 52, 25},                             // 101
    {kNone, 83, kNone, 70, kNone, 54, kNone, 65, kNone, 58, kNone, 26, kNone, 53, kNone, 21, kNone, 13},  // 102
    {95, 90, 88, 76, 76, 70, 90, 77, 75, 62, 61, 53, 77, 66, 68, 59, 52, 30},                             // 110
    {89, 78, 76, 67, 62, 58, 74, 59, 57, 57, 47, 23, 61, 52, 57, 29, 24, 16},                             // 111
    {kNone, 71, kNone, 59, kNone, 30, kNone, 58, kNone, 26, kNone, 15, kNone, 23, kNone, 13, kNone, 6},   // 112
    {93, 87, 86, 72, 75, 58, 86, 74, 74, 61, 56, 34, 70, 54, 52, 40, 40, 22},                             // 200
    {85, 75, 74, 55, 62, 51, 72, 57, 55, 41, 46, 19, 53, 36, 34, 19, 19, 8},                              // 201
    {kNone, 64, kNone, 51, kNone, 20, kNone, 47, kNone, 21, kNone, 11, kNone, 24, kNone, 9, kNone, 4},    // 202
    {88, 75, 73, 53, 60, 50, 73, 55, 59, 40, 41, 20, 54, 43, 45, 22, 20, 11},                             // 210
    {75, 55, 58, 45, 40, 21, 61, 51, 48, 18, 20, 9, 46, 18, 17, 7, 8, 2},                                 // 211
    {kNone, 53, kNone, 24, kNone, 14, kNone, 24, kNone, 12, kNone, 5, kNone, 10, kNone, 3, kNone, 1}};    // 212

struct MacroVector {
    int eq1 = 0;
    int eq2 = 0;
    int eq3 = 0;
    int eq4 = 0;
    int eq5 = 0;
    int eq6 = 0;
};

int lookup(const MacroVector& m) {
    if (m.eq1 > 2 || m.eq2 > 1 || m.eq3 > 2 || m.eq4 > 2 || m.eq5 > 2 || m.eq6 > 1) return kNone;
    return kScores[m.eq1 * 6 + m.eq2 * 3 + m.eq3][m.eq4 * 6 + m.eq5 * 2 + m.eq6];
}

// How many steps a value lies below the worst one of its metric (section 8.2). Subsequent-system metrics count
// from Safety, which only the modified integrity and availability can be.
int steps(std::string_view order, char value) {
    return static_cast<int>(order.find(value));
}

struct Levels {
    int av, pr, ui, ac, at, vc, vi, va, cr, ir, ar, sc, si, sa;
};

// The sum of distances of part of a vector to the first of the highest vectors that dominates it.
template <std::size_t Width, std::size_t Count>
int distance(const std::array<int, Width>& value, const std::array<std::array<int, Width>, Count>& highest) {
    for (const auto& top : highest) {
        int sum = 0;
        bool dominated = true;
        for (std::size_t i = 0; i < Width; ++i) {
            if (value[i] < top[i]) dominated = false;
            sum += value[i] - top[i];
        }
        if (dominated) return sum;
    }
    return 0;
}

int distance_eq1(int eq1, const Levels& l) {
    using Row = std::array<int, 3>;  // AV PR UI
    const Row value = {l.av, l.pr, l.ui};
    if (eq1 == 0) return distance<3, 1>(value, {Row{0, 0, 0}});
    if (eq1 == 1) return distance<3, 3>(value, {Row{1, 0, 0}, Row{0, 1, 0}, Row{0, 0, 1}});
    return distance<3, 2>(value, {Row{3, 0, 0}, Row{1, 1, 1}});
}

int distance_eq2(int eq2, const Levels& l) {
    using Row = std::array<int, 2>;  // AC AT
    const Row value = {l.ac, l.at};
    if (eq2 == 0) return distance<2, 1>(value, {Row{0, 0}});
    return distance<2, 2>(value, {Row{1, 0}, Row{0, 1}});
}

int distance_eq3_eq6(int eq3, int eq6, const Levels& l) {
    using Row = std::array<int, 6>;  // VC VI VA CR IR AR
    const Row value = {l.vc, l.vi, l.va, l.cr, l.ir, l.ar};
    if (eq3 == 0 && eq6 == 0) return distance<6, 1>(value, {Row{0, 0, 0, 0, 0, 0}});
    if (eq3 == 0) return distance<6, 2>(value, {Row{0, 0, 1, 1, 1, 0}, Row{0, 0, 0, 1, 1, 1}});
    if (eq3 == 1 && eq6 == 0) return distance<6, 2>(value, {Row{1, 0, 0, 0, 0, 0}, Row{0, 1, 0, 0, 0, 0}});
    if (eq3 == 1)
        return distance<6, 5>(value, {Row{1, 0, 1, 0, 1, 0}, Row{1, 0, 0, 0, 1, 1}, Row{0, 1, 0, 1, 0, 1},
                                      Row{0, 1, 1, 1, 0, 0}, Row{1, 1, 0, 0, 0, 1}});
    return distance<6, 1>(value, {Row{1, 1, 1, 0, 0, 0}});
}

int distance_eq4(int eq4, const Levels& l) {
    using Row = std::array<int, 3>;  // SC SI SA
    const Row value = {l.sc, l.si, l.sa};
    if (eq4 == 0) return distance<3, 1>(value, {Row{1, 0, 0}});
    if (eq4 == 1) return distance<3, 1>(value, {Row{1, 1, 1}});
    return distance<3, 1>(value, {Row{2, 2, 2}});
}

// Depth of each set of equal vectors, in steps (section 8.3).
constexpr int kDepth1[] = {1, 4, 5};
constexpr int kDepth2[] = {1, 2};
constexpr int kDepth36[3][2] = {{7, 6}, {8, 8}, {10, 10}};
constexpr int kDepth4[] = {6, 5, 4};
constexpr int kCommonDepth = 840;  // a multiple of every depth above

}  // namespace

base::Result<CvssScores> score_4(std::string_view metrics) {
    const auto parsed = CvssVector::parse(metrics, kMetrics, true);
    if (!parsed) return tl::unexpected<base::Error>(parsed.error());
    const CvssVector& vector = *parsed;
    const auto effective = [&](std::size_t modified, std::size_t name) {
        return vector.get(modified, vector.get(name)).front();
    };
    const char av = effective(at("MAV"), at("AV"));
    const char ac = effective(at("MAC"), at("AC"));
    const char attack = effective(at("MAT"), at("AT"));
    const char pr = effective(at("MPR"), at("PR"));
    const char ui = effective(at("MUI"), at("UI"));
    const char vc = effective(at("MVC"), at("VC"));
    const char vi = effective(at("MVI"), at("VI"));
    const char va = effective(at("MVA"), at("VA"));
    const char sc = effective(at("MSC"), at("SC"));
    const char si = effective(at("MSI"), at("SI"));
    const char sa = effective(at("MSA"), at("SA"));
    const char exploit = vector.get(at("E"), "A").front();
    const char cr = vector.get(at("CR"), "H").front();
    const char ir = vector.get(at("IR"), "H").front();
    const char ar = vector.get(at("AR"), "H").front();

    const auto finish = [](int tenths) { return CvssScores{"4.0", tenths, tenths, tenths, tenths}; };
    if (vc == 'N' && vi == 'N' && va == 'N' && sc == 'N' && si == 'N' && sa == 'N') return finish(0);

    MacroVector m;
    const bool all_open = av == 'N' && pr == 'N' && ui == 'N';
    const bool any_open = av == 'N' || pr == 'N' || ui == 'N';
    m.eq1 = all_open ? 0 : any_open && av != 'P' ? 1 : 2;
    m.eq2 = ac == 'L' && attack == 'N' ? 0 : 1;
    m.eq3 = vc == 'H' && vi == 'H' ? 0 : vc == 'H' || vi == 'H' || va == 'H' ? 1 : 2;
    m.eq4 = si == 'S' || sa == 'S' ? 0 : sc == 'H' || si == 'H' || sa == 'H' ? 1 : 2;
    m.eq5 = exploit == 'A' ? 0 : exploit == 'P' ? 1 : 2;
    m.eq6 = (cr == 'H' && vc == 'H') || (ir == 'H' && vi == 'H') || (ar == 'H' && va == 'H') ? 0 : 1;

    const Levels levels = {steps("NALP", av),   steps("NLH", pr), steps("NPA", ui), steps("LH", ac),
                           steps("NP", attack), steps("HLN", vc), steps("HLN", vi), steps("HLN", va),
                           steps("HML", cr),    steps("HML", ir), steps("HML", ar), steps("SHLN", sc),
                           steps("SHLN", si),   steps("SHLN", sa)};
    const int value = lookup(m);

    int lower_count = 0;
    std::int64_t shares = 0;  // sum of (difference to the next lower MacroVector) * distance / depth, times 840
    const auto add = [&](int next, int moved, int depth) {
        if (next == kNone) return;
        ++lower_count;
        shares += std::int64_t{value - next} * moved * (kCommonDepth / depth);
    };
    const auto next = [&](int MacroVector::*member) {
        MacroVector lower = m;
        lower.*member += 1;
        return lookup(lower);
    };
    add(next(&MacroVector::eq1), distance_eq1(m.eq1, levels), kDepth1[m.eq1]);
    add(next(&MacroVector::eq2), distance_eq2(m.eq2, levels), kDepth2[m.eq2]);
    int next36 = kNone;
    if (m.eq3 == 0 && m.eq6 == 0)
        next36 = std::max(next(&MacroVector::eq3), next(&MacroVector::eq6));
    else if (m.eq6 == 0)
        next36 = next(&MacroVector::eq6);
    else
        next36 = next(&MacroVector::eq3);
    add(next36, distance_eq3_eq6(m.eq3, m.eq6, levels), kDepth36[m.eq3][m.eq6]);
    add(next(&MacroVector::eq4), distance_eq4(m.eq4, levels), kDepth4[m.eq4]);
    add(next(&MacroVector::eq5), 0, 1);
    if (lower_count == 0) return finish(value);

    const std::int64_t whole = std::int64_t{kCommonDepth} * lower_count;
    const std::int64_t exact = value * whole - shares;  // tenths * whole
    const auto tenths = static_cast<int>((2 * exact + whole) / (2 * whole));
    return finish(std::clamp(tenths, 0, 100));
}

}  // namespace vigie::correlate
