// SPDX-License-Identifier: Apache-2.0
// The colour of an audit (2.5.2.3) and why. Pure, and monotone: one finding more, or one gap more, never gives a
// better colour. The three readings of the VERT sentence are explained in docs/adr/0008-three-readings-of-vert.md.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "model/audit.h"

namespace vigie::assess {

enum class Policy {
    strict,    // any high blocks VERT (default); also a grave exposure that has no CVSS score
    lettre,    // only a high that the previous audit did not identify blocks VERT
    tolerance  // a high seen for the first time is tolerated, one that was already there blocks VERT
};
std::string_view name_of(Policy policy);
std::optional<Policy> policy_from(std::string_view name);

inline constexpr double kLossLimit = 0.05;  // more lost answers than that and VERT would be a guess

// CVSS between 7 and 9 / 9 and above, or the vendor's word when there is no score. Compared in tenths.
bool is_high_vulnerability(const model::Finding& finding);
bool is_critical_vulnerability(const model::Finding& finding);

// The colour that this finding alone gives under this policy, were it certain; corrected and unaffected ones: VERT.
model::Level weight(const model::Finding& finding, Policy policy, bool has_previous);
// True when the finding counts as undetermined: said to be so, or not tested again since the previous audit.
bool is_open_question(const model::Finding& finding);

model::Verdict decide(const std::vector<model::Finding>& findings, const model::Coverage& coverage, Policy policy,
                      bool has_previous, std::string_view lang);

}  // namespace vigie::assess
