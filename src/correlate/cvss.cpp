// SPDX-License-Identifier: Apache-2.0
#include "correlate/cvss.h"

#include <algorithm>

#include "base/text.h"
#include "correlate/cvss_vector.h"

namespace vigie::correlate {

base::Result<CvssVector> CvssVector::parse(std::string_view text, std::span<const Metric> known, bool in_order) {
    CvssVector out;
    std::size_t next = 0;  // first metric of the table that may still come
    for (const std::string_view part : base::split(text, '/')) {
        const auto colon = part.find(':');
        if (colon == std::string_view::npos)
            return base::fail(base::Errc::input,
                              "CVSS vector: \"" + base::printable(part, 32) + "\" is not METRIC:VALUE");
        const std::string_view name = part.substr(0, colon);
        const std::string_view value = part.substr(colon + 1);
        const auto metric = std::find_if(known.begin(), known.end(), [&](const Metric& m) { return m.name == name; });
        if (metric == known.end())
            return base::fail(base::Errc::input, "CVSS vector: unknown metric \"" + base::printable(name, 32) + "\"");
        const auto values = base::split(metric->values, ' ');
        if (value.empty() || std::find(values.begin(), values.end(), value) == values.end())
            return base::fail(base::Errc::input, "CVSS vector: metric " + std::string(name) + " cannot be \"" +
                                                     base::printable(value, 32) + "\"");
        const auto index = static_cast<std::size_t>(metric - known.begin());
        if (out.has(name)) return base::fail(base::Errc::input, "CVSS vector: metric " + std::string(name) + " twice");
        if (in_order && index < next)
            return base::fail(base::Errc::input, "CVSS vector: metric " + std::string(name) + " is out of order");
        next = index + 1;
        out.values_[metric->name] = value;
    }
    for (const Metric& metric : known)
        if (metric.mandatory && !out.has(metric.name))
            return base::fail(base::Errc::input, "CVSS vector: metric " + std::string(metric.name) + " is missing");
    return out;
}

std::string_view CvssVector::get(std::string_view name, std::string_view otherwise) const {
    const auto found = values_.find(name);
    if (found == values_.end() || found->second == "X" || found->second == "ND") return otherwise;
    return found->second;
}

bool CvssVector::defines_any(std::span<const std::string_view> names) const {
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return !get(name).empty(); });
}

Fixed decimal(std::int64_t numerator, int digits) {
    Fixed value = numerator;
    for (int i = digits; i < 24; ++i) value *= 10;
    return value;
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
