// SPDX-License-Identifier: Apache-2.0
// Families: findings that say the same thing share one entry of chapter 4, with their places under it. One rule that
// fires on forty servers is then read once. It must never join findings whose advice differs by more than the place.
#pragma once

#include "report/view.h"

namespace vigie::report {

using Findings = std::vector<const model::Finding*>;

// In the order of the first of each. All vulnerabilities of one component are one family, the places of one
// vulnerability beside each other.
std::vector<Findings> families_of(const Findings& findings);

// The text with the address, the name and the port of the finding taken out: what is left is the same for each place.
std::string without_place(std::string text, const model::Finding& finding);

Node family_view(const View& view, const Findings& members);

}  // namespace vigie::report
