// SPDX-License-Identifier: Apache-2.0
// One finding as a row of cells: the CSV and the spread-sheet have the same columns in the same order.
// People read them: closed words (criticality, status...) are the reader's; programs find the codes in audit.json.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/audit.h"
#include "report/format.h"

namespace vigie::report {

std::span<const std::string_view> finding_columns();  // keys below "column."
std::vector<std::string> finding_cells(const Say& say, const model::Finding& finding);

}  // namespace vigie::report
