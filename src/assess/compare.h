// SPDX-License-Identifier: Apache-2.0
// An audit against the one before it: what is new, still there, cured, back, or not checked again. A finding is
// cured only when the very thing behind it was really looked at again; silence is never taken for a cure.
#pragma once

#include <vector>

#include "model/audit.h"

namespace vigie::assess {

struct Difference {
    std::vector<model::Finding> added;
    std::vector<model::Finding> persistent;
    std::vector<model::Finding> fixed;
    std::vector<model::Finding> back;
    std::vector<model::Finding> not_retested;
};

// Sets status and first_seen of current's findings, and carries into it those of previous that are cured or could
// not be checked again. Comparing an audit with itself finds everything persistent and nothing else.
Difference compare(const model::Audit& previous, model::Audit& current);

// The same without touching either audit: for "vigie diff A B".
Difference difference(const model::Audit& previous, const model::Audit& current);

// Status and first_seen when there is no previous audit.
void mark_first(model::Audit& current);

// Is what this earlier finding spoke of really known in the current audit? Says why not otherwise (in lang).
struct Retested {
    bool yes = false;
    std::string why_not;
};
Retested was_retested(const model::Finding& finding, const model::Audit& previous, const model::Audit& current);

// "1-1024,3306": does the list contain the port? A list that cannot be read contains nothing.
bool contains_port(std::string_view ports, model::Port port);

}  // namespace vigie::assess
