// SPDX-License-Identifier: Apache-2.0
// Findings for DefectDojo ("Generic Findings Import", JSON). Its reader refuses a file with a key that it does not
// know; only those it knows are written. One finding keeps one identity over all audits (unique_id_from_tool).
#pragma once

#include <string>

#include "base/result.h"
#include "model/audit.h"

namespace vigie::exchange {

base::Result<std::string> write_defectdojo(const model::Audit& audit);

}  // namespace vigie::exchange
