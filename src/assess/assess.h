// SPDX-License-Identifier: Apache-2.0
// Rules over what was observed: findings, what could not be assessed, and who each service is for. Pure: no clock,
// no I/O; the same audit, rules and language give the same answer. It never decides the colour (see verdict.h) and
// never compares with an earlier audit (see compare.h).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/rules.h"
#include "model/audit.h"

namespace vigie::assess {

struct Assessment {
    std::vector<model::Finding> findings;        // in the order of asset, port, rule
    std::vector<model::CoverageGap> not_tested;  // one per rule and subject whose facts were not obtained
    std::vector<std::string> checks_run;         // rules that could be answered at least once, sorted
    std::map<model::Endpoint, model::Access> access;
};

Assessment assess(const model::Audit& audit, const catalog::Rules& rules, std::string_view lang);

// Puts an assessment into its audit: findings and gaps are added to what is there, access is set on services.
void apply(const Assessment& assessment, model::Audit& audit);

// How the subject of a gap is written: "[ssh.password] 192.0.2.1:22/tcp". compare() finds it again at the end of
// CoverageGap::what, whatever the language of the words before it.
std::string gap_subject(std::string_view rule, std::string_view subject);

}  // namespace vigie::assess
