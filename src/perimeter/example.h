// SPDX-License-Identifier: Apache-2.0
// The commented perimeter file that `vigie init` writes. Its addresses and names are reserved for documentation: a
// file sent as it is would reach nobody.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"

namespace vigie::perimeter {

// Valid from today for three months; reads back without error or warning.
std::string example_file(base::Date today, std::string_view lang = "fr");

}  // namespace vigie::perimeter
