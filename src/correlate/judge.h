// SPDX-License-Identifier: Apache-2.0
// What the base says of one component, CVE by CVE: affected, not affected, undetermined, how sure and why.
// A distribution's package is judged by that distribution's data, never by the upstream number.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "correlate/component.h"
#include "correlate/language.h"
#include "correlate/library.h"
#include "model/vulnerability.h"

namespace vigie::correlate {

// Quality of detection of each way to know (0-100).
inline constexpr int kQodPackage = 97;     // package revision against the distribution's tracker
inline constexpr int kQodBanner = 80;      // version on the wire, product not repaired by third parties
inline constexpr int kQodUnreliable = 30;  // version on the wire, repairs may be invisible
inline constexpr int kQodUnanswered = 10;  // the record itself cannot decide

struct CveAnswer {
    std::shared_ptr<const Record> record;
    model::Certainty certainty = model::Certainty::indetermine;
    Doubt doubt = Doubt::none;
    int qod = 0;
    std::string reason;       // in words
    std::string fixed;        // version to reach, "" = not known; of the package when judged by a distribution
    std::string urgency;      // the distribution's word, where it has one
    bool by_package = false;  // fixed is a version of the distribution's package

    [[nodiscard]] const model::Cve& cve() const { return record->cve; }
    [[nodiscard]] const std::optional<model::CvssScore>& score() const { return record->score; }
};

struct Judgement {
    std::vector<CveAnswer> answers;     // worst first: certainty, exploited, score, id
    std::size_t not_affected = 0;       // ruled out, in answers or not
    bool known = false;                 // the base has at least one CVE on the product
    std::vector<std::string> troubles;  // parts of the base that could not be read
};

struct JudgeOptions {
    Language language;
    bool list_not_affected = true;  // false: only counts what is ruled out, which is most of it
};

Judgement judge(const Component& component, Library& library, const JudgeOptions& options);

}  // namespace vigie::correlate
