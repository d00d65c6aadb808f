// SPDX-License-Identifier: Apache-2.0
// A stored audit in another language: what it found is judged again in words of that language, and the words alone are
// taken over. It must never add, remove or recolour anything.
#pragma once

#include <string>

#include "base/result.h"
#include "model/audit.h"

namespace vigie::engine {

// A finding that cannot be judged again today (a repaired one, another vulnerability base) keeps its words. Errors:
// those of the catalogues.
base::Result<void> translate(model::Audit& audit, const std::string& lang);

}  // namespace vigie::engine
