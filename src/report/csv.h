// SPDX-License-Identifier: Apache-2.0
// The findings as CSV for the hospital's Excel: semicolons, UTF-8 with its mark, CRLF, one line per finding and no
// cell that a spread-sheet would execute.
#pragma once

#include <string>

#include "base/result.h"
#include "catalog/texts.h"
#include "model/audit.h"

namespace vigie::report {

base::Result<std::string> render_csv(const model::Audit& audit, const catalog::Texts& texts);

// One cell: made safe, quoted where needed; what begins like a formula gets an apostrophe before it.
std::string csv_cell(std::string_view value);

}  // namespace vigie::report
