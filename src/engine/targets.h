// SPDX-License-Identifier: Apache-2.0
// The addresses of a perimeter, one by one. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/perimeter.h"

namespace vigie::engine {

// Declared and not excluded, each once, ascending. Errors: input, when a block (or all of them) has more addresses than
// one audit can ask.
base::Result<std::vector<model::IpAddress>> targets_of(const model::Perimeter& perimeter, const std::string& lang);

}  // namespace vigie::engine
