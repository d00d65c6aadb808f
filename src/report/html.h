// SPDX-License-Identifier: Apache-2.0
// The whole report as one HTML file that needs nothing else: style and pictures inside, no script, no link that is
// fetched. WeasyPrint prints the same file. Pure: the same audit gives the same bytes.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "catalog/texts.h"
#include "model/audit.h"
#include "report/checks.h"
#include "report/plan_item.h"
#include "report/template.h"

namespace vigie::report {

// An empty plan means: make one from the findings' recommendations. Without titles the checks keep their identifiers.
base::Result<std::string> render_html(const model::Audit& audit, const catalog::Texts& texts, const Template& page,
                                      const std::vector<PlanItem>& plan = {}, const CheckTitles& checks = {});

}  // namespace vigie::report
