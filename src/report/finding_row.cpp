// SPDX-License-Identifier: Apache-2.0
#include "report/finding_row.h"

#include <array>

#include "base/text.h"

namespace vigie::report {
namespace {

constexpr std::array<std::string_view, 30> kColumns{
    "id",         "status",       "criticality",   "certainty",
    "category",   "title",        "address",       "port",
    "transport",  "component",    "cve",           "score",
    "vector",     "score_source", "exploited",     "exploit_probability",
    "ssvc",       "alerts",       "critical_risk", "obsolete",
    "clause",     "description",  "impact",        "recommendation",
    "reason",     "qod",          "first_seen",    "rule",
    "references", "evidence"};

}  // namespace

std::span<const std::string_view> finding_columns() {
    return kColumns;
}

std::vector<std::string> finding_cells(const Say& say, const model::Finding& f) {
    const bool has_port = f.port != 0;
    return {f.id,
            say.word(f.status),
            say.word(f.criticality),
            say.word(f.certainty),
            say.word(f.category),
            f.title,
            f.asset,
            has_port ? std::to_string(f.port) : "",
            has_port ? std::string(name_of(f.transport)) : "",
            f.component,
            base::join(model::cves_of(f), " "),
            f.cvss ? say.decimal(f.cvss->score) : "",
            f.cvss ? f.cvss->vector : "",
            f.cvss ? f.cvss->source : "",
            say.yes_or_no(f.known_exploited),
            f.exploit_probability ? say.decimal(*f.exploit_probability, 4) : "",
            f.ssvc ? ssvc_words(say, *f.ssvc) : "",
            base::join(f.alerts, " ") + (f.alerts.empty() || f.advisories.empty() ? "" : " ") +
                base::join(f.advisories, " "),
            say.yes_or_no(f.critical_risk),
            say.yes_or_no(f.obsolete),
            f.clause,
            f.description,
            f.impact,
            f.recommendation,
            f.reason,
            std::to_string(f.qod),
            f.first_seen,
            f.rule,
            base::join(f.references, " "),
            f.evidence};
}

}  // namespace vigie::report
