// SPDX-License-Identifier: Apache-2.0
// The audit as a workbook of four sheets (summary, findings, services, coverage) with filters and frozen headers.
// Cells are written as text or numbers, never as formulas. The same audit gives the same bytes.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "catalog/texts.h"
#include "model/audit.h"
#include "report/checks.h"

namespace vigie::report {

// The library writes to a file only; its scratch files stay in the folder of path.
base::Result<void> write_xlsx(const model::Audit& audit, const catalog::Texts& texts, const std::filesystem::path& path,
                              const CheckTitles& checks = {});

}  // namespace vigie::report
