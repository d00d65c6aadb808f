// SPDX-License-Identifier: Apache-2.0
// The other half of a configuration: the operating system, the platform, the edition. What was not seen is unknown,
// never assumed.
#pragma once

#include "correlate/criterion.h"

namespace vigie::correlate {

// Nothing that could be compared: absent, any, or "has none".
inline bool is_special(std::string_view text) {
    return text.empty() || text == "*" || text == "-";
}

// A criterion about something else than the component.
Truth match_surroundings(const model::CpeCriterion& criterion, const Surroundings& around);
// Only one platform or edition of the product: what of it is known?
Truth match_edition(const model::CpeCriterion& criterion, const Surroundings& around);

}  // namespace vigie::correlate
