// SPDX-License-Identifier: Apache-2.0
// From what was observed to findings and verdict: vulnerabilities and obsolescence, rules, comparison with the audit
// before, colour. Pure but for the vulnerability base it reads.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "catalog/rules.h"
#include "correlate/correlate.h"
#include "model/audit.h"
#include "model/vulnerability.h"
#include "report/plan_item.h"

namespace vigie::engine {

struct Judges {
    const catalog::Rules& rules;
    const correlate::Knowledge& knowledge;
    const model::VulnerabilityBase* base = nullptr;  // none: said so in the coverage
};

// Fills feeds, findings, coverage and verdict of an assembled audit. previous may be null.
void conclude(const Judges& judges, const model::Audit* previous, base::Date today, model::Audit& audit);

// The sources of 2.2 that are not asked; every audit says so. asked: the user did not switch them off.
model::CoverageGap passive_gap(bool asked, const std::string& lang);

// The colour again, of findings that are already there.
void decide(model::Audit& audit);

// False when the audit claims a milder colour than its own findings and coverage give: somebody edited it.
bool verdict_follows(const model::Audit& audit);

// The remediation plan in the report's form.
std::vector<report::PlanItem> remediation_plan(const model::Audit& audit);

}  // namespace vigie::engine
