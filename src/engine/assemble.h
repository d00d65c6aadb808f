// SPDX-License-Identifier: Apache-2.0
// From the journal back to the nouns: what the network process reported, read strictly, as the first half of an Audit
// (names, assets, services, evidence, coverage). Findings and verdict are made afterwards.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "engine/network_plan.h"
#include "model/audit.h"
#include "store/audit_store.h"

namespace vigie::engine {

// Fills names, assets, services, evidence and coverage of `audit`. Errors: malformed, naming the unit.
base::Result<void> assemble(const store::AuditStore& store, const NetworkPlan& plan, model::Audit& audit);

// What an interrupted run already knows, taken into the plan.
base::Result<void> resume_plan(const store::AuditStore& store, NetworkPlan& plan);

}  // namespace vigie::engine
