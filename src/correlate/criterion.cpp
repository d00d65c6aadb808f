// SPDX-License-Identifier: Apache-2.0
#include "correlate/criterion.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "correlate/surroundings.h"

namespace vigie::correlate {
namespace {

using model::Configuration;
using model::CpeCriterion;
using model::CriterionGroup;

bool is_any(std::string_view text) {
    return text.empty() || text == "*";
}

std::string with_update(std::string version, std::string_view update) {
    if (!is_special(update)) version += update;
    return version;
}

MatchAnswer unknown(Doubt doubt) {
    return {Truth::unknown, doubt, {}, {}};
}

MatchAnswer match_range(const ShownVersion& shown, const CpeCriterion& criterion, const Version& start,
                        const Version& end) {
    if (start.empty() && end.empty()) return unknown(Doubt::unbounded);
    const Version& version = shown.version;
    if (version.empty()) return unknown(Doubt::no_version);
    Doubt doubt = Doubt::none;
    if (!start.empty()) {
        if (is_less_precise(version, start)) {
            doubt = Doubt::partial_version;
        } else {
            const int order = compare(version, start);
            if (order < 0 || (order == 0 && !criterion.start_included)) return {};
            if (!comparable(version, start)) doubt = Doubt::other_train;
        }
    }
    if (end.empty()) return unknown(Doubt::no_upper_bound);
    if (!comparable(version, end)) return unknown(Doubt::other_train);
    if (is_less_precise(version, end)) {
        doubt = Doubt::partial_version;
    } else {
        const int order = compare(version, end);
        if (order > 0 || (order == 0 && !criterion.end_included)) {
            const bool only_update_above =
                order > 0 && criterion.end_included && !shown.bare.empty() && compare(shown.bare, end) == 0;
            return only_update_above ? unknown(Doubt::update_hidden) : MatchAnswer{};
        }
    }
    MatchAnswer out;
    out.truth = doubt == Doubt::none ? Truth::yes : Truth::unknown;
    out.doubt = doubt;
    (criterion.end_included ? out.last : out.fixed) = end.text;
    return out;
}

// A record that names a build by its other name ("2019", "cumulative_update_12").
MatchAnswer match_named(const ShownVersion& shown, const CpeCriterion& criterion) {
    if (shown.named.version.empty()) return unknown(Doubt::unknown_build);
    if (criterion.version != shown.named.version) return {};
    if (is_any(criterion.update)) return unknown(Doubt::update_hidden);
    if (!base::equals_ignoring_case(criterion.update, shown.named.update)) return {};
    // A security update may have repaired it since: the record does not say which.
    if (!shown.is_bare_build) return unknown(Doubt::update_hidden);
    return {Truth::yes, Doubt::none, {}, criterion.version + " " + criterion.update};
}

MatchAnswer match_exact(const ShownVersion& shown, const CpeCriterion& criterion, const Version& wanted) {
    const Version& version = shown.version;
    if (version.empty()) return unknown(Doubt::no_version);
    if (shown.has_names && criterion.version.find('.') == std::string::npos) return match_named(shown, criterion);
    const bool equal = compare(version, wanted) == 0 && comparable(version, wanted);
    // 7.0.3 is shown for U3 and for all its lettered repairs.
    if (equal && version.scheme == Scheme::vmware && version.text.find_first_not_of("0123456789.") == std::string::npos)
        return unknown(Doubt::update_hidden);
    if (equal) return {Truth::yes, Doubt::none, {}, wanted.text};
    // The record may mean the bare version only, or every update of it.
    if (is_any(criterion.update) && !shown.bare.empty() && compare(shown.bare, wanted) == 0)
        return unknown(Doubt::update_hidden);
    return is_less_precise(version, wanted) ? unknown(Doubt::partial_version) : MatchAnswer{};
}

MatchAnswer match_line(const ShownVersion& shown, const CpeCriterion& criterion, const Version& start,
                       const Version& end, const Version& exact) {
    if (criterion.version == "-") return unknown(Doubt::unbounded);
    if (is_any(criterion.version)) return match_range(shown, criterion, start, end);
    return match_exact(shown, criterion, exact);
}

// A plain yes first, then the better doubt.
bool better(const MatchAnswer& a, const MatchAnswer& b) {
    if (a.truth != b.truth) return a.truth > b.truth;
    return a.truth == Truth::unknown && a.doubt > b.doubt;
}

// AND: the weaker one decides, the bounds of the component stay.
MatchAnswer both(const MatchAnswer& a, const MatchAnswer& b) {
    MatchAnswer out = a.truth <= b.truth ? a : b;
    const MatchAnswer& other = a.truth <= b.truth ? b : a;
    if (out.fixed.empty() && out.last.empty()) {
        out.fixed = other.fixed;
        out.last = other.last;
    }
    return out;
}

bool contains(const std::vector<std::string>& names, const CpeCriterion& criterion, std::string_view suffix = "") {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return name.size() == criterion.vendor.size() + 1 + criterion.product.size() + suffix.size() &&
               name.compare(0, criterion.vendor.size(), criterion.vendor) == 0 &&
               name[criterion.vendor.size()] == ':' &&
               name.compare(criterion.vendor.size() + 1, criterion.product.size(), criterion.product) == 0 &&
               std::string_view(name).substr(name.size() - suffix.size()) == suffix;
    });
}

bool names_component(const Configuration& configuration, const std::vector<std::string>& names) {
    for (const CriterionGroup& group : configuration.groups)
        for (const CpeCriterion& criterion : group.criteria)
            if (criterion.vulnerable && contains(names, criterion)) return true;
    return false;
}

// One source speaks: NVD's analysis where it names the product, then the overrides, then the CNA's own list.
std::string_view speaking_source(const std::vector<Configuration>& configurations,
                                 const std::vector<std::string>& names) {
    constexpr std::array<std::string_view, 3> kSources = {"nvd", "nvd-overrides", "cve"};
    for (const std::string_view source : kSources)
        for (const Configuration& one : configurations)
            if (one.source == source && names_component(one, names)) return source;
    for (const Configuration& one : configurations)
        if (names_component(one, names)) return one.source;
    return {};
}

// The same release line: the first two numbers are equal.
bool same_line(const Version& a, const Version& b) {
    constexpr std::size_t kLineParts = 2;
    return a.parts.size() >= kLineParts && b.parts.size() >= kLineParts &&
           std::equal(a.parts.begin(), a.parts.begin() + kLineParts, b.parts.begin());
}

}  // namespace

ShownVersion make_shown(std::string_view version, const Numbering& numbering) {
    ShownVersion out;
    out.version = parse_version(numbering.scheme, version);
    const VersionAndUpdate split = split_update(version, numbering.scheme);
    if (!split.update.empty()) out.bare = parse_version(numbering.scheme, split.version);
    out.has_names = !numbering.builds.empty();
    constexpr std::size_t kBuildLine = 3;  // 15.2.1118 is the cumulative update, what follows the security update
    for (const NamedBuild& named : numbering.builds) {
        const Version build = parse_version(numbering.scheme, named.build);
        if (out.version.parts.size() < kBuildLine || build.parts.size() < kBuildLine ||
            !std::equal(build.parts.begin(), build.parts.begin() + kBuildLine, out.version.parts.begin()))
            continue;
        out.named = named;
        out.is_bare_build = compare(build, out.version) == 0;
    }
    return out;
}

PreparedRecord::PreparedRecord(const std::vector<std::string>& names, const Numbering& numbering,
                               const std::vector<Configuration>& configurations) {
    const std::string_view source = speaking_source(configurations, names);
    for (const Configuration& configuration : configurations) {
        if (configuration.source != source || !names_component(configuration, names)) continue;
        Entry entry{configuration.all, {}};
        has_conditions_ = has_conditions_ || configuration.all;
        for (const CriterionGroup& criteria : configuration.groups) {
            Group group{criteria.all, criteria.negate, false, {}};
            for (const CpeCriterion& criterion : criteria.criteria) {
                Line line{&criterion, contains(names, criterion), false, {}, {}, {}};
                group.names_us = group.names_us || (line.is_us && criterion.vulnerable);
                line.is_our_device = criterion.part == 'h' && contains(names, criterion, "_firmware");
                if (line.is_us) {
                    line.start = parse_version(numbering.scheme, criterion.start);
                    line.end = parse_version(numbering.scheme,
                                             criterion.end.empty() ? "" : with_update(criterion.end, criterion.update));
                    if (!is_special(criterion.version))
                        line.exact = parse_version(numbering.scheme, with_update(criterion.version, criterion.update));
                    has_editions_ = has_editions_ || !is_special(criterion.edition);
                    bare_bounds_ += line.start.empty() && !line.end.empty() ? 1U : 0U;
                }
                group.lines.push_back(std::move(line));
            }
            entry.groups.push_back(std::move(group));
        }
        entries_.push_back(std::move(entry));
    }
}

// "9.18.28 to 9.18.49 are not affected", written among the alternatives as a line that is not vulnerable.
bool PreparedRecord::is_exempted(const Line& line, const ShownVersion& version, const Surroundings& around) {
    return match_line(version, *line.text, line.start, line.end, line.exact).truth == Truth::yes &&
           match_edition(*line.text, around) == Truth::yes;
}

MatchAnswer PreparedRecord::group(const Group& one, const ShownVersion& version, const Surroundings& around) const {
    MatchAnswer out;
    bool first = true;
    for (const Line& line : one.lines) {
        // Among alternatives, once the component is named, only its own lines say whether it is affected.
        if (one.names_us && !one.all && !line.is_us) continue;
        if (one.names_us && !one.all && !line.text->vulnerable) {
            if (is_exempted(line, version, around))
                return one.negate ? MatchAnswer{.truth = Truth::yes} : MatchAnswer{};
            continue;
        }
        MatchAnswer next;
        if (line.is_us) {
            next = match_line(version, *line.text, line.start, line.end, line.exact);
            const Truth edition = match_edition(*line.text, around);
            if (edition == Truth::no)
                next = {};
            else if (edition == Truth::unknown && next.truth == Truth::yes) {
                next.truth = Truth::unknown;
                next.doubt = Doubt::edition;
            }
        } else {
            const Truth truth = line.is_our_device ? Truth::yes : match_surroundings(*line.text, around);
            next = {truth, truth == Truth::unknown ? Doubt::surroundings : Doubt::none, {}, {}};
        }
        if (first)
            out = std::move(next);
        else if (one.all)
            out = both(out, next);
        else if (better(next, out))
            out = std::move(next);
        first = false;
    }
    if (one.negate && out.truth != Truth::unknown) out.truth = out.truth == Truth::yes ? Truth::no : Truth::yes;
    return out;
}

MatchAnswer PreparedRecord::entry(const Entry& one, const ShownVersion& version, const Surroundings& around) const {
    MatchAnswer best;
    bool first = true;
    for (const Group& criteria : one.groups) {
        if (!one.all && !criteria.names_us) continue;  // an alternative about something else
        MatchAnswer next = group(criteria, version, around);
        if (first)
            best = std::move(next);
        else if (one.all)
            best = both(best, next);
        else if (better(next, best))
            best = std::move(next);
        first = false;
        if (one.all && best.truth == Truth::no) break;
    }
    return best;
}

// 13.1-37.159 is repaired in the FIPS edition and not in the ordinary one: the number alone does not tell.
bool PreparedRecord::repaired_in_another_edition(const ShownVersion& version) const {
    for (const Entry& one : entries_)
        for (const Group& group : one.groups)
            for (const Line& line : group.lines)
                if (line.is_us && !is_special(line.text->edition) && !line.end.empty() &&
                    same_line(version.version, line.end) && compare(version.version, line.end) >= 0)
                    return true;
    return false;
}

template <class Visit>
void PreparedRecord::each_own_line(const Visit& visit) const {
    for (const Entry& one : entries_)
        for (const Group& group : one.groups)
            for (const Line& line : group.lines)
                if (line.is_us && line.text->vulnerable) visit(line);
}

// "0 to 10.0.9" and "0 to 10.1.1" are two release lines written without their beginnings: 10.0.9 is repaired in its own
// line, and that 10.1.1 is later says nothing.
bool PreparedRecord::repaired_in_its_own_line(const ShownVersion& version) const {
    if (bare_bounds_ < 2) return false;
    bool repaired = false;
    bool named = false;  // a line that does speak of this version
    each_own_line([&](const Line& line) {
        const bool own = !line.end.empty() && same_line(version.version, line.end);
        const bool yes = match_line(version, *line.text, line.start, line.end, line.exact).truth == Truth::yes;
        named = named || (yes && (own || !line.start.empty() || line.end.empty()));
        repaired = repaired || (own && line.start.empty() && compare(version.version, line.end) >= 0 && !yes);
    });
    return repaired && !named;
}

// The same for whoever bought it and whoever did not.
bool PreparedRecord::touches_every_edition(const ShownVersion& version) const {
    bool community = false;
    bool enterprise = false;
    each_own_line([&](const Line& line) {
        if (match_line(version, *line.text, line.start, line.end, line.exact).truth != Truth::yes) return;
        if (!is_special(line.text->target)) return;
        community = community || line.text->edition == "community";
        enterprise = enterprise || line.text->edition == "enterprise";
    });
    return community && enterprise;
}

MatchAnswer PreparedRecord::match(const ShownVersion& version, const Surroundings& surroundings) const {
    MatchAnswer best;
    bool first = true;
    for (const Entry& one : entries_) {
        MatchAnswer next = entry(one, version, surroundings);
        if (first || better(next, best)) best = std::move(next);
        first = false;
        if (best.truth == Truth::yes) break;
    }
    if (best.truth == Truth::yes && has_editions_ && repaired_in_another_edition(version)) {
        best.truth = Truth::unknown;
        best.doubt = Doubt::edition;
    } else if (best.truth == Truth::yes && repaired_in_its_own_line(version)) {
        best.truth = Truth::unknown;
        best.doubt = Doubt::other_line;
    } else if (best.truth == Truth::unknown && best.doubt == Doubt::edition && !has_conditions_ &&
               touches_every_edition(version)) {
        best.truth = Truth::yes;
        best.doubt = Doubt::none;
    }
    return best;
}

MatchAnswer match_version(std::string_view version, const CpeCriterion& criterion, const Numbering& numbering) {
    const std::string name = criterion.vendor + ":" + criterion.product;
    return match_configurations({name}, version, {}, {{"nvd", false, {{false, false, {criterion}}}}}, numbering);
}

MatchAnswer match_configurations(const std::vector<std::string>& names, std::string_view version,
                                 const Surroundings& surroundings, const std::vector<Configuration>& configurations,
                                 const Numbering& numbering) {
    return PreparedRecord(names, numbering, configurations).match(make_shown(version, numbering), surroundings);
}

}  // namespace vigie::correlate
