// SPDX-License-Identifier: Apache-2.0
// What the checks of an audit are called, for people: the identifiers of rules and steps become words, grouped by
// subject. It must never decide what was checked: that is the audit's coverage.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "report/format.h"

namespace vigie::report {

struct CheckTitle {
    std::string group;  // a key below "check_group": the file that the rule stands in
    std::string title;
};
using CheckTitles = std::map<std::string, CheckTitle, std::less<>>;  // by rule id

// Reads data/rules. Errors: those of the catalogue.
base::Result<CheckTitles> load_check_titles(const std::filesystem::path& data, const std::string& lang);

// The title of a rule without its places to fill: "Transfert de zone autorisé à tous pour {name}" becomes "... pour un
// domaine", " : {product}" and " ({protocol})" go.
std::string generic_title(std::string_view title, std::string_view lang);

// One check in words; the identifier itself when nothing is known of it.
std::string check_words(const Say& say, const CheckTitles& titles, const std::string& check);

struct CheckGroup {
    std::string title;
    std::vector<std::string> items;  // in words, sorted, each once
};
// All checks by subject: protocols recognised, steps of the inspection, then the rules' subjects by name.
std::vector<CheckGroup> grouped_checks(const Say& say, const CheckTitles& titles,
                                       const std::vector<std::string>& checks);

}  // namespace vigie::report
