// SPDX-License-Identifier: Apache-2.0
#include "correlate/surroundings.h"

#include "correlate/version.h"

namespace vigie::correlate {
namespace {

using model::CpeCriterion;

bool is_windows(std::string_view word) {
    return word.find("windows") != std::string_view::npos;
}
bool is_unix_system(std::string_view system) {
    return !system.empty() && system != "windows";
}

}  // namespace

Truth match_surroundings(const CpeCriterion& criterion, const Surroundings& around) {
    if (criterion.part != 'o' || around.system.empty()) return Truth::unknown;
    const bool bare = is_special(criterion.version) && criterion.start.empty() && criterion.end.empty();
    if (criterion.vendor == "microsoft")
        return around.system == "windows" ? (bare ? Truth::yes : Truth::unknown) : Truth::no;
    if (around.system == "windows") return Truth::no;
    if (criterion.vendor == "apple") return Truth::no;
    if (criterion.product == "linux_kernel") {
        if (around.system == "freebsd") return Truth::no;
        return bare ? Truth::yes : Truth::unknown;
    }
    if (criterion.vendor == "debian" || criterion.vendor == "canonical" || criterion.vendor == "freebsd") {
        const std::string_view wanted = criterion.vendor == "canonical" ? std::string_view("ubuntu") : criterion.vendor;
        if (around.system != wanted) return Truth::no;
        if (bare) return Truth::yes;
        if (around.system_version.empty() || !criterion.start.empty() || !criterion.end.empty()) return Truth::unknown;
        return compare_versions(around.system_version, criterion.version) == 0 ? Truth::yes : Truth::no;
    }
    // The system is known and this criterion is about somebody else's.
    return around.system == "debian" || around.system == "ubuntu" ? Truth::no : Truth::unknown;
}

Truth match_edition(const CpeCriterion& criterion, const Surroundings& around) {
    Truth truth = Truth::yes;
    if (!is_special(criterion.target)) {
        truth = Truth::unknown;
        if (is_windows(criterion.target) && is_unix_system(around.system)) truth = Truth::no;
        if (is_windows(criterion.target) && around.system == "windows") truth = Truth::yes;
        const bool unix_target = criterion.target == "linux" || criterion.target == "unix";
        if (unix_target && around.system == "windows") truth = Truth::no;
        if (unix_target && is_unix_system(around.system)) truth = Truth::yes;
    }
    if (truth == Truth::yes && !is_special(criterion.edition)) truth = Truth::unknown;
    return truth;
}

}  // namespace vigie::correlate
