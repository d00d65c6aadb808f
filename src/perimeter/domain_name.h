// SPDX-License-Identifier: Apache-2.0
// Reads one domain name as a user wrote it: Unicode becomes A-labels (IDNA 2008), lower case, no final dot. Refuses
// what belongs to everybody ("fr", "asso.fr"): its names are not the hospital's.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "perimeter/text.h"

namespace vigie::perimeter {

tl::expected<std::string, Text> read_domain(std::string_view written);

}  // namespace vigie::perimeter
