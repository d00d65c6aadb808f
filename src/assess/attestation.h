// SPDX-License-Identifier: Apache-2.0
// What attestations do to findings. An undetermined finding is set aside while its attestation is valid; an affected
// one stays as it is, whatever was accepted. Never makes a finding better than what was attested of it.
#pragma once

#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/audit.h"

namespace vigie::assess {

// Sets the state of each attestation, and certainty, reason and attested_until of the findings they speak of. Findings
// must come fresh from correlation and rules: what expired is then undetermined again by itself.
void apply_attestations(std::vector<model::Attestation>& attestations, std::vector<model::Finding>& findings,
                        base::Date today, std::string_view lang);

// The later one of each finding, in the order of their ids.
std::vector<model::Attestation> merged(const std::vector<model::Attestation>& older,
                                       const std::vector<model::Attestation>& newer);

}  // namespace vigie::assess
