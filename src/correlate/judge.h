// SPDX-License-Identifier: Apache-2.0
// What the base says of one component, CVE by CVE: affected, not affected, undetermined, how sure and why.
// A distribution's package is judged by that distribution's tracker, never by the upstream number.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "correlate/component.h"
#include "correlate/language.h"
#include "model/vulnerability.h"

namespace vigie::correlate {

// Quality of detection of each way to know (0-100).
inline constexpr int kQodPackage = 97;     // package revision against the distribution's tracker
inline constexpr int kQodBanner = 80;      // version on the wire, product not repaired by third parties
inline constexpr int kQodUnreliable = 30;  // version on the wire, repairs may be invisible
inline constexpr int kQodUnanswered = 10;  // the record itself cannot decide

struct CveAnswer {
    model::Cve cve;
    model::Certainty certainty = model::Certainty::indetermine;
    Doubt doubt = Doubt::none;
    int qod = 0;
    std::string reason;  // in words
    std::string fixed;   // version to reach, "" = not known; of the package when judged by a distribution
    std::optional<model::CvssScore> score;
    std::optional<model::KnownExploited> exploited;
    std::optional<double> exploit_probability;
};

struct Judgement {
    std::vector<CveAnswer> answers;     // worst first: certainty, exploited, score, id
    bool known = false;                 // the base has at least one CVE on the product
    std::vector<std::string> troubles;  // parts of the base that could not be read
};

// Vendor or CNA first, then CISA-ADP, then NVD, among scores of the preferred version ("3.1", which takes 3.0 too,
// or "4.0"); the other modern version only when that one is missing, 2.0 last.
std::optional<model::CvssScore> choose_score(const std::vector<model::CvssScore>& scores, const std::string& preferred);

Judgement judge(const Component& component, const model::VulnerabilityBase& base, Language language,
                const std::string& preferred_cvss);

}  // namespace vigie::correlate
