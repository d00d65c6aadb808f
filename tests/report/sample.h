// SPDX-License-Identifier: Apache-2.0
// Invented audits for the tests of the documents: a hospital with a bit of everything, an empty one, a huge one.
// Documentation addresses and names only.
#pragma once

#include <cstddef>
#include <vector>

#include "model/audit.h"
#include "report/plan_item.h"

namespace vigie::sample {

model::Audit hospital();                                     // 12 hosts, 40 services, 35 findings of all kinds, ROUGE
std::vector<report::PlanItem> hospital_plan();               // what assess would hand over
model::Audit orange();                                       // the same two months later, nothing certain is critical
model::Audit green();                                        // later still, nothing above medium
model::Audit quiet();                                        // nothing found, VERT, first audit, no vulnerability base
model::Audit many(std::size_t hosts, std::size_t findings);  // mostly CVE, for long reports

}  // namespace vigie::sample
