// SPDX-License-Identifier: Apache-2.0
#include "report/summary.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "report/format.h"

namespace vigie::report {
namespace {

void add(Tally& tally, const model::Finding& finding) {
    ++(finding.certainty == model::Certainty::indetermine ? tally.undetermined : tally.affected);
}

template <class E>
std::size_t index(E value) {
    return static_cast<std::size_t>(value);
}

}  // namespace

bool is_current(const model::Finding& finding) {
    return finding.status != model::Status::corrige && finding.certainty != model::Certainty::non_affecte;
}

bool is_vulnerability(const model::Finding& finding) {
    return !finding.cve.empty() || finding.category == model::Category::vulnerabilite;
}

Summary summarise(const model::Audit& audit) {
    Summary out;
    std::set<std::string> cves;
    std::map<std::string, bool> obsolete;  // component -> affected at least once
    for (const model::Finding& finding : audit.findings) {
        if (finding.certainty == model::Certainty::non_affecte) {
            ++out.set_aside;
            continue;
        }
        ++out.by_status.at(index(finding.status));
        if (!is_current(finding)) continue;
        add(out.current, finding);
        add(out.by_criticality.at(index(finding.criticality)), finding);
        add(out.by_category.at(index(finding.category)), finding);
        add(out.by_both.at(index(finding.category)).at(index(finding.criticality)), finding);
        const bool affected = finding.certainty == model::Certainty::affecte;
        if (finding.critical_risk) add(out.critical_risks, finding);
        if (finding.criticality == model::Criticality::critique && !finding.critical_risk)
            add(is_vulnerability(finding) ? out.critical_vulnerabilities : out.critical_other, finding);
        if (finding.criticality == model::Criticality::haute) add(out.high, finding);
        if (finding.obsolete) obsolete[finding.component] |= affected;
        if (affected && !finding.cve.empty()) cves.insert(finding.cve);
    }
    for (const auto& [component, affected] : obsolete) ++(affected ? out.obsolete.affected : out.obsolete.undetermined);
    out.distinct_cves = cves.size();
    for (const model::Asset& asset : audit.assets) {
        if (!asset.in_scope)
            ++out.proposed_addresses;
        else if (asset.alive)
            ++out.hosts_alive;
    }
    out.services = audit.services.size();
    for (const model::Name& name : audit.names) ++(name.in_scope ? out.known_names : out.proposed_names);
    return out;
}

std::vector<const model::Finding*> ranked(const model::Audit& audit, bool (*keep)(const model::Finding&)) {
    std::vector<const model::Finding*> out;
    for (const model::Finding& finding : audit.findings)
        if (keep(finding)) out.push_back(&finding);
    const auto key = [](const model::Finding& f) {
        const auto address = model::IpAddress::parse(f.asset);
        return std::make_tuple(-static_cast<int>(f.criticality), static_cast<int>(f.certainty), !f.critical_risk,
                               f.category != model::Category::donnees_sensibles, !f.known_exploited,
                               f.cvss ? -f.cvss->score : 0.0, address.value_or(model::IpAddress()),
                               std::string_view(f.asset), f.port, std::string_view(f.id));
    };
    using Key = decltype(key(audit.findings.front()));
    std::vector<std::pair<Key, const model::Finding*>> keyed;
    keyed.reserve(out.size());
    for (const model::Finding* finding : out) keyed.emplace_back(key(*finding), finding);
    std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = keyed[i].second;
    return out;
}

std::vector<PlanItem> plan_from_recommendations(const model::Audit& audit) {
    std::vector<PlanItem> plan;
    std::map<std::string, std::size_t> position;
    for (const model::Finding* finding : ranked(audit, is_current)) {
        if (finding->recommendation.empty() || finding->criticality == model::Criticality::info) continue;
        const auto [found, added] = position.emplace(finding->recommendation, plan.size());
        if (added) plan.push_back({finding->recommendation, "", "", {}});
        plan.at(found->second).findings.push_back(finding->id);
    }
    return plan;
}

Maturity maturity_of(const Summary& summary) {
    const std::size_t unknown = summary.proposed_names + summary.proposed_addresses;
    const std::size_t all = unknown + summary.known_names + summary.hosts_alive;
    if (unknown == 0) return Maturity::high;
    if (unknown * 10 <= all) return Maturity::good;
    return unknown * 10 <= all * 3 ? Maturity::partial : Maturity::low;
}

}  // namespace vigie::report
