// SPDX-License-Identifier: Apache-2.0
// The ranked remediation plan (2.5.1): findings that one and the same work would cure, the most useful first, and
// what the colour becomes after each. Pure; the colours come from decide(), never from a second opinion.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assess/verdict.h"
#include "model/audit.h"

namespace vigie::assess {

struct Action {
    std::string title;
    std::string recommendation;
    std::string rule;       // of the gravest finding
    std::string component;  // "" when the work is not an update of a component
    model::Criticality criticality = model::Criticality::info;
    bool to_verify = false;     // nothing certain behind it: the work is to check
    bool exposes_data = false;  // of two that are as grave, patients' and staff's data come first
    bool known_exploited = false;
    std::vector<std::string> alerts;           // a national CERT's, each once
    double exploit_probability = 0;            // the highest of its findings (EPSS)
    std::optional<model::Exploitation> ssvc;   // the most pressing of its findings
    model::Level weight = model::Level::vert;  // the colour that its findings alone give
    model::Level after = model::Level::vert;   // the colour once this and all actions before it are done
    std::vector<std::string> findings;
    std::vector<std::string> assets;  // each once, sorted
};

struct Plan {
    model::Level now = model::Level::vert;
    std::vector<Action> actions;     // the order in which to do them
    std::vector<std::string> steps;  // "Ces 3 actions font passer de ROUGE à ORANGE", in order; each judged anew
};

Plan plan(const std::vector<model::Finding>& findings, const model::Coverage& coverage, Policy policy,
          bool has_previous, std::string_view lang);

}  // namespace vigie::assess
