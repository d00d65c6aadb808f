// SPDX-License-Identifier: Apache-2.0
// The version to update a component to: one that no known vulnerability touches any more, not the repair of the gravest
// alone. Never proposes a version that the base says is affected.
#pragma once

#include <string>

#include "correlate/component.h"
#include "correlate/judge.h"
#include "correlate/language.h"

namespace vigie::correlate {

struct Target {
    std::string version;  // upstream, "" = no repair is known
    bool later = false;   // it is the last affected one: something later is needed
    std::string package;  // of the distribution's package, for what is judged by it; "" = none
    bool operator==(const Target&) const = default;
};

// The judgement's open answers say where to begin; every record of the product says whether it suffices.
Target target_of(const Component& component, Library& library, const Judgement& judgement);

// "1.26.3", "une version postérieure à 9.18.49"; "" where this answer is not repaired by the target.
std::string update_to(const Target& target, const CveAnswer& answer, const Language& language);

}  // namespace vigie::correlate
