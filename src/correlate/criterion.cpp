// SPDX-License-Identifier: Apache-2.0
#include "correlate/criterion.h"

#include <algorithm>
#include <array>

#include "correlate/version.h"

namespace vigie::correlate {
namespace {

using model::Configuration;
using model::CpeCriterion;
using model::CriterionGroup;

bool is_any(std::string_view text) {
    return text.empty() || text == "*";
}

std::string with_update(std::string version, std::string_view update) {
    if (!is_any(update) && update != "-") version += update;
    return version;
}

MatchAnswer unknown(Doubt doubt) {
    return {Truth::unknown, doubt, {}, {}};
}

MatchAnswer match_range(std::string_view version, const CpeCriterion& criterion) {
    if (criterion.start.empty() && criterion.end.empty()) return unknown(Doubt::unbounded);
    if (version.empty()) return unknown(Doubt::no_version);
    const std::string end = criterion.end.empty() ? std::string() : with_update(criterion.end, criterion.update);
    Doubt doubt = Doubt::none;
    if (!criterion.start.empty()) {
        if (is_less_precise(version, criterion.start))
            doubt = Doubt::partial_version;
        else {
            const int order = compare_versions(version, criterion.start);
            if (order < 0 || (order == 0 && !criterion.start_included)) return {};
        }
    }
    if (end.empty()) return unknown(Doubt::no_upper_bound);
    if (is_less_precise(version, end))
        doubt = Doubt::partial_version;
    else {
        const int order = compare_versions(version, end);
        if (order > 0 || (order == 0 && !criterion.end_included)) {
            const VersionAndUpdate split = split_update(version);
            const bool only_update_above = order > 0 && criterion.end_included && !split.update.empty() &&
                                           compare_versions(split.version, end) == 0;
            return only_update_above ? unknown(Doubt::update_hidden) : MatchAnswer{};
        }
    }
    MatchAnswer out;
    out.truth = doubt == Doubt::none ? Truth::yes : Truth::unknown;
    out.doubt = doubt;
    (criterion.end_included ? out.last : out.fixed) = end;
    return out;
}

MatchAnswer match_exact(std::string_view version, const CpeCriterion& criterion) {
    if (version.empty()) return unknown(Doubt::no_version);
    const std::string wanted = with_update(criterion.version, criterion.update);
    if (compare_versions(version, wanted) == 0) return {Truth::yes, Doubt::none, {}, wanted};
    if (is_any(criterion.update)) {
        const VersionAndUpdate split = split_update(version);
        // The record may mean the bare version only, or every update of it.
        if (!split.update.empty() && compare_versions(split.version, wanted) == 0) return unknown(Doubt::update_hidden);
    }
    return is_less_precise(version, wanted) ? unknown(Doubt::partial_version) : MatchAnswer{};
}

bool is_windows(std::string_view word) {
    return word.find("windows") != std::string_view::npos;
}
bool is_unix_system(std::string_view system) {
    return !system.empty() && system != "windows";
}

// A criterion about something else than the component: the operating system, the hardware, another product.
Truth match_surroundings(const CpeCriterion& criterion, const Surroundings& around,
                         const std::vector<std::string>& names) {
    if (criterion.part == 'h') {
        // The firmware of a device runs on that device.
        for (const std::string& name : names)
            if (name == criterion.vendor + ":" + criterion.product + "_firmware") return Truth::yes;
        return Truth::unknown;
    }
    if (criterion.part != 'o' || around.system.empty()) return Truth::unknown;
    const bool any_version = is_any(criterion.version) || criterion.version == "-";
    const bool bare = any_version && criterion.start.empty() && criterion.end.empty();
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

// Only one platform or edition of the product: what of it is known?
Truth match_edition(const CpeCriterion& criterion, const Surroundings& around) {
    Truth truth = Truth::yes;
    if (!is_any(criterion.target) && criterion.target != "-") {
        truth = Truth::unknown;
        if (is_windows(criterion.target) && is_unix_system(around.system)) truth = Truth::no;
        if (is_windows(criterion.target) && around.system == "windows") truth = Truth::yes;
        const bool unix_target = criterion.target == "linux" || criterion.target == "unix";
        if (unix_target && around.system == "windows") truth = Truth::no;
        if (unix_target && is_unix_system(around.system)) truth = Truth::yes;
    }
    if (truth == Truth::yes && !is_any(criterion.edition) && criterion.edition != "-") truth = Truth::unknown;
    return truth;
}

// A plain yes first, then the better doubt.
bool better(const MatchAnswer& a, const MatchAnswer& b) {
    if (a.truth != b.truth) return a.truth > b.truth;
    return a.truth == Truth::unknown && a.doubt > b.doubt;
}

struct GroupAnswer {
    MatchAnswer answer;
    bool names_us = false;  // the component is named in it as vulnerable
};

class Evaluation {
public:
    Evaluation(const std::vector<std::string>& names, std::string_view version, const Surroundings& around)
        : names_(names), version_(version), around_(around) {}

    // "no" as well when the component is not named as vulnerable.
    [[nodiscard]] MatchAnswer configuration(const Configuration& one) const {
        MatchAnswer best;
        bool first = true;
        bool named = false;
        for (const CriterionGroup& criteria : one.groups) {
            const GroupAnswer next = group(criteria);
            named = named || next.names_us;
            if (!one.all && !next.names_us) continue;  // an alternative about something else
            if (first)
                best = next.answer;
            else
                best = one.all ? both(best, next.answer) : better(next.answer, best) ? next.answer : best;
            first = false;
        }
        return named ? best : MatchAnswer{};
    }

private:
    [[nodiscard]] bool is_us(const CpeCriterion& criterion) const {
        const std::string name = criterion.vendor + ":" + criterion.product;
        return std::find(names_.begin(), names_.end(), name) != names_.end();
    }

    [[nodiscard]] MatchAnswer one(const CpeCriterion& criterion) const {
        if (!is_us(criterion)) {
            const Truth truth = match_surroundings(criterion, around_, names_);
            return {truth, truth == Truth::unknown ? Doubt::surroundings : Doubt::none, {}, {}};
        }
        MatchAnswer answer = match_version(version_, criterion);
        const Truth edition = match_edition(criterion, around_);
        if (edition == Truth::no) return {};
        if (edition == Truth::unknown && answer.truth == Truth::yes) {
            answer.truth = Truth::unknown;
            answer.doubt = Doubt::edition;
        }
        return answer;
    }

    [[nodiscard]] GroupAnswer group(const CriterionGroup& criteria) const {
        GroupAnswer out;
        bool first = true;
        for (const CpeCriterion& criterion : criteria.criteria)
            out.names_us = out.names_us || (criterion.vulnerable && is_us(criterion));
        for (const CpeCriterion& criterion : criteria.criteria) {
            // Among alternatives, once the component is named, only its own lines say whether it is affected.
            if (out.names_us && !criteria.all && !is_us(criterion)) continue;
            const MatchAnswer next = one(criterion);
            if (first)
                out.answer = next;
            else
                out.answer = criteria.all ? both(out.answer, next) : better(next, out.answer) ? next : out.answer;
            first = false;
        }
        if (criteria.negate && out.answer.truth != Truth::unknown)
            out.answer.truth = out.answer.truth == Truth::yes ? Truth::no : Truth::yes;
        return out;
    }

    // AND: the weaker one decides, the bounds of the component stay.
    static MatchAnswer both(const MatchAnswer& a, const MatchAnswer& b) {
        MatchAnswer out = a.truth <= b.truth ? a : b;
        const MatchAnswer& other = a.truth <= b.truth ? b : a;
        if (out.fixed.empty() && out.last.empty()) {
            out.fixed = other.fixed;
            out.last = other.last;
        }
        return out;
    }

    const std::vector<std::string>& names_;
    std::string_view version_;
    const Surroundings& around_;
};

bool names_component(const Configuration& configuration, const std::vector<std::string>& names) {
    for (const CriterionGroup& group : configuration.groups)
        for (const CpeCriterion& criterion : group.criteria)
            if (criterion.vulnerable &&
                std::find(names.begin(), names.end(), criterion.vendor + ":" + criterion.product) != names.end())
                return true;
    return false;
}

}  // namespace

MatchAnswer match_version(std::string_view version, const CpeCriterion& criterion) {
    if (criterion.version == "-") return unknown(Doubt::unbounded);
    return is_any(criterion.version) ? match_range(version, criterion) : match_exact(version, criterion);
}

MatchAnswer match_configurations(const std::vector<std::string>& names, std::string_view version,
                                 const Surroundings& surroundings, const std::vector<Configuration>& configurations) {
    // One source speaks: NVD's analysis where it names the product, then the overrides, then the CNA's own list.
    constexpr std::array<std::string_view, 3> kSources = {"nvd", "nvd-overrides", "cve"};
    const Evaluation evaluation(names, version, surroundings);
    for (const std::string_view source : kSources) {
        MatchAnswer best;
        bool spoken = false;
        for (const Configuration& configuration : configurations) {
            if (configuration.source != source || !names_component(configuration, names)) continue;
            const MatchAnswer next = evaluation.configuration(configuration);
            if (!spoken || better(next, best)) best = next;
            spoken = true;
        }
        if (spoken) return best;
    }
    return {};
}

}  // namespace vigie::correlate
