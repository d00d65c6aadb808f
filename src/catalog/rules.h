// SPDX-License-Identifier: Apache-2.0
// The assessment rules, read from data/rules/*.toml: when a subject deserves a finding, how grave, which clause of
// the cahier des charges says so, and the words for it in French and English. A rule is data with its own examples;
// what is wrong in one is an error with file:line when it is loaded, never a silent rule.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/expression.h"
#include "catalog/facts.h"
#include "model/audit.h"

namespace vigie::catalog {

enum class Subject { service, domain, asset, name };
std::string_view name_of(Subject subject);

// Texts are templates: {service.port}, {redis.version}, ... and the short forms of kTemplateShortNames.
struct RuleText {
    std::string title;
    std::string description;
    std::string impact;
    std::string recommendation;
    std::string reason;  // why this certainty; empty = the facts that made the rule fire
};

struct RuleExample {
    model::Facts facts;
    Truth expected = Truth::yes;
    std::string where;
};

// What becomes of a rule whose facts were not obtained on a subject it applies to. Both are reported as not
// tested; "finding" also keeps an undetermined finding, so that a critical risk nobody could see is not forgotten.
enum class WhenUnknown { gap, finding };

struct Rule {
    std::string id;  // "ssh.password"
    Subject subject = Subject::service;
    Expression when;
    std::optional<Expression> applies;  // absent: everywhere
    WhenUnknown when_unknown = WhenUnknown::gap;
    model::Category category = model::Category::configuration;
    model::Criticality criticality = model::Criticality::info;
    std::string clause;
    bool critical_risk = false;  // on the closed list of 2.5.2.2
    int qod = 0;
    model::Certainty certainty = model::Certainty::affecte;
    std::optional<model::Access> access;
    std::string component;                               // template
    std::map<std::string, RuleText, std::less<>> texts;  // "fr", "en"
    std::vector<std::string> references;
    std::vector<RuleExample> examples;
    std::string where;  // file:line

    // applies and when together: yes = finding, unknown = not assessed, no = nothing to say.
    [[nodiscard]] Truth evaluate(const model::Facts& facts) const;
    [[nodiscard]] std::vector<std::string> missing(const model::Facts& facts) const;
    [[nodiscard]] const RuleText& text(std::string_view lang) const;  // French when the language is unknown
};

// Who a service is for (2.4.4: public, administration, interne, données), without a finding.
struct AccessRule {
    Expression when;
    model::Access access = model::Access::open;
    std::vector<RuleExample> examples;
    std::string where;
};

class Rules {
public:
    static base::Result<Rules> load(const std::filesystem::path& folder, const Vocabulary& vocabulary);

    [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }
    [[nodiscard]] const std::vector<AccessRule>& access() const { return access_; }
    [[nodiscard]] const Rule* find(std::string_view id) const;

    // Runs every example; one line "file:line: ..." for each that does not do what it says. Empty = all well.
    [[nodiscard]] std::vector<std::string> failing_examples() const;

private:
    std::vector<Rule> rules_;
    std::vector<AccessRule> access_;
};

// Fills the {names} of a template from facts; every value is made printable. An absent value becomes words of
// that language in texts, and nothing at all in components.
std::string render_text(std::string_view text, const model::Facts& facts, std::string_view lang);
std::string render_component(std::string_view text, const model::Facts& facts);
// One fact as a person reads it: lists joined, flags as oui/non or yes/no.
std::string display(const model::FactValue& value, std::string_view lang);

}  // namespace vigie::catalog
