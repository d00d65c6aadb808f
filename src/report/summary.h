// SPDX-License-Identifier: Apache-2.0
// The numbers of the report, counted once from the audit. Every format prints these and counts nothing by itself,
// so that no page can contradict another.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "model/audit.h"
#include "report/plan_item.h"

namespace vigie::report {

// Confirmed and to-be-confirmed are never added up silently.
struct Tally {
    std::size_t affected = 0;
    std::size_t undetermined = 0;
    [[nodiscard]] std::size_t total() const { return affected + undetermined; }
    bool operator==(const Tally&) const = default;
};

inline constexpr std::size_t kCriticalities = 5;  // index = model::Criticality
inline constexpr std::size_t kCategories = 5;     // index = model::Category
inline constexpr std::size_t kStatuses = 5;       // index = model::Status

struct Summary {
    std::array<Tally, kCriticalities> by_criticality;
    std::array<Tally, kCategories> by_category;
    std::array<std::array<Tally, kCriticalities>, kCategories> by_both;
    std::array<std::size_t, kStatuses> by_status{};  // current findings, and the fixed ones under corrige
    Tally current;
    Tally critical_risks;
    Tally critical_vulnerabilities;
    Tally critical_other;  // critical, neither a public vulnerability nor on the closed list
    Tally high;
    Tally obsolete;                 // distinct components, not findings
    std::size_t distinct_cves = 0;  // affected ones
    std::size_t set_aside = 0;
    std::size_t hosts_alive = 0;
    std::size_t services = 0;
    std::size_t known_names = 0;     // in scope
    std::size_t proposed_names = 0;  // out of scope
    std::size_t proposed_addresses = 0;
};

// Still there as far as we know: not fixed and not ruled out. A finding that was not re-tested still counts.
bool is_current(const model::Finding& finding);
bool is_vulnerability(const model::Finding& finding);  // a public one (CVE)

Summary summarise(const model::Audit& audit);

// Worst first: criticality, affected before undetermined, critical risk, data within reach, known exploited, CVSS, then
// place and id.
std::vector<const model::Finding*> ranked(const model::Audit& audit, bool (*keep)(const model::Finding&));

// A plan made of the findings' own recommendations, for audits that come without a ranked one.
std::vector<PlanItem> plan_from_recommendations(const model::Audit& audit);

enum class Maturity { high, good, partial, low };
Maturity maturity_of(const Summary& summary);

}  // namespace vigie::report
