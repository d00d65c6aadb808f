// SPDX-License-Identifier: Apache-2.0
// One line of the ranked remediation plan, as the report prints it. The order of the vector is the order to act in.
#pragma once

#include <string>
#include <vector>

namespace vigie::report {

struct PlanItem {
    std::string title;                  // what is cured
    std::string effort;                 // in words: "une heure", "faible"
    std::string effect;                 // what it brings: "clôt 3 risques critiques"
    std::vector<std::string> findings;  // ids of the findings it closes
    std::string how;                    // what to do, on which machine and which setting
    std::string step;                   // "these 3 actions turn ROUGE into ORANGE", where this is the last of them
};

}  // namespace vigie::report
