// SPDX-License-Identifier: Apache-2.0
#include "correlate/cvss.h"

#include <algorithm>

#include "base/text.h"
#include "correlate/cvss_vector.h"

namespace vigie::correlate {

namespace {

// Is value one of the words?
bool is_word_of(std::string_view words, std::string_view value) {
    if (value.empty()) return false;
    while (!words.empty()) {
        const auto space = words.find(' ');
        if (words.substr(0, space) == value) return true;
        if (space == std::string_view::npos) return false;
        words.remove_prefix(space + 1);
    }
    return false;
}

// The metric of that name, looked for from where the last one was: vectors list them in order.
std::size_t index_of(std::span<const Metric> known, std::string_view name, std::size_t from) {
    const std::uint32_t code = metric_code(name);
    for (std::size_t i = from; i < known.size(); ++i)
        if (known[i].code == code) return i;
    for (std::size_t i = 0; i < from; ++i)
        if (known[i].code == code) return i;
    return known.size();
}

}  // namespace

base::Result<CvssVector> CvssVector::parse(std::string_view text, std::span<const Metric> known, bool in_order) {
    CvssVector out;
    std::uint64_t seen = 0;  // a bit for each metric of the table
    std::size_t next = 0;    // first metric of the table that may still come
    for (bool more = true; more;) {
        const auto slash = text.find('/');
        const std::string_view part = text.substr(0, slash);
        more = slash != std::string_view::npos;
        if (more) text.remove_prefix(slash + 1);
        const auto colon = part.find(':');
        if (colon == std::string_view::npos)
            return base::fail(base::Errc::input,
                              "CVSS vector: \"" + base::printable(part, 32) + "\" is not METRIC:VALUE");
        const std::string_view name = part.substr(0, colon);
        const std::string_view value = part.substr(colon + 1);
        const std::size_t index = name.empty() ? known.size() : index_of(known, name, std::min(next, known.size()));
        if (index == known.size() || known[index].name != name)
            return base::fail(base::Errc::input, "CVSS vector: unknown metric \"" + base::printable(name, 32) + "\"");
        if (!is_word_of(known[index].values, value))
            return base::fail(base::Errc::input, "CVSS vector: metric " + std::string(name) + " cannot be \"" +
                                                     base::printable(value, 32) + "\"");
        if ((seen >> index & 1U) != 0)
            return base::fail(base::Errc::input, "CVSS vector: metric " + std::string(name) + " twice");
        if (in_order && index < next)
            return base::fail(base::Errc::input, "CVSS vector: metric " + std::string(name) + " is out of order");
        next = index + 1;
        seen |= std::uint64_t{1} << index;
        if (value != "X" && value != "ND") out.values_[index] = value;
    }
    for (std::size_t i = 0; i < known.size(); ++i)
        if (known[i].mandatory && (seen >> i & 1U) == 0)
            return base::fail(base::Errc::input, "CVSS vector: metric " + std::string(known[i].name) + " is missing");
    return out;
}

bool CvssVector::defines_any(std::size_t first, std::size_t last) const {
    return std::any_of(values_.begin() + static_cast<std::ptrdiff_t>(first),
                       values_.begin() + static_cast<std::ptrdiff_t>(last) + 1,
                       [](std::string_view value) { return !value.empty(); });
}

base::Result<CvssScores> score(std::string_view vector) {
    if (vector.size() > kCvssVectorLimit)
        return base::fail(base::Errc::limit, "CVSS vector: longer than 512 characters");
    constexpr std::string_view kPrefix = "CVSS:";
    if (vector.substr(0, kPrefix.size()) != kPrefix) {
        if (vector.size() >= 2 && vector.front() == '(' && vector.back() == ')')
            vector = vector.substr(1, vector.size() - 2);
        return score_2(vector);
    }
    const auto slash = vector.find('/');
    if (slash == std::string_view::npos) return base::fail(base::Errc::input, "CVSS vector: no metric");
    const std::string_view version = vector.substr(kPrefix.size(), slash - kPrefix.size());
    const std::string_view metrics = vector.substr(slash + 1);
    if (version == "4.0") return score_4(metrics);
    if (version == "3.1" || version == "3.0") return score_3(metrics, version == "3.1");
    return base::fail(base::Errc::input, "CVSS vector: unknown version \"" + base::printable(version, 32) + "\"");
}

std::string_view severity_of(int tenths) {
    if (tenths >= 90) return "Critical";
    if (tenths >= 70) return "High";
    if (tenths >= 40) return "Medium";
    if (tenths >= 1) return "Low";
    return "None";
}

std::string tenths_text(int tenths) {
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

}  // namespace vigie::correlate
