// SPDX-License-Identifier: Apache-2.0
#include "catalog/rules.h"

#include <algorithm>
#include <array>
#include <set>

#include "catalog/template.h"
#include "catalog/toml_source.h"

namespace vigie::catalog {
namespace {

constexpr std::array<std::string_view, 2> kLanguages{"fr", "en"};
constexpr std::array<std::string_view, 17> kRuleKeys{
    "id",  "subject",   "when",   "applies",   "when_unknown", "category", "criticality", "clause", "critical_risk",
    "qod", "certainty", "access", "component", "fr",           "en",       "references",  "example"};

// One file being read: where we are, and what is wrong so far.
struct Source {
    const std::filesystem::path& file;
    const Vocabulary& vocabulary;
    Complaints& complaints;

    [[nodiscard]] std::string at(const toml::node& node) const { return where_of(file, node); }
    void complain(const toml::node& node, const std::string& what) const { complaints.add(at(node), what); }
};

std::string text_at(const Source& source, const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    if (const auto text = node->value_exact<std::string>()) return *text;
    source.complain(*node, std::string(key) + " must be a text");
    return {};
}

// A word of a closed list; an unknown one, or an absent one without fallback, is a complaint.
template <class T, class Parse>
T word_at(const Source& source, const toml::table& table, std::string_view key, Parse parse,
          std::optional<T> fallback) {
    const toml::node* node = table.get(key);
    if (node == nullptr) {
        if (!fallback) source.complain(table, std::string(key) + " is missing");
        return fallback.value_or(T{});
    }
    const auto value = parse(node->value_or(std::string_view()));
    if (!value) source.complain(*node, std::string(key) + ": unknown word");
    return value.value_or(T{});
}

std::optional<Subject> subject_from(std::string_view name) {
    for (const Subject subject : {Subject::service, Subject::domain, Subject::asset, Subject::name})
        if (name_of(subject) == name) return subject;
    return std::nullopt;
}

std::optional<WhenUnknown> when_unknown_from(std::string_view name) {
    if (name == "gap") return WhenUnknown::gap;
    if (name == "finding") return WhenUnknown::finding;
    return std::nullopt;
}

std::optional<Truth> truth_from(std::string_view name) {
    for (const Truth truth : {Truth::no, Truth::unknown, Truth::yes})
        if (name_of(truth) == name) return truth;
    return std::nullopt;
}

std::optional<Expression> expression_at(const Source& source, const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return std::nullopt;
    const auto expression = Expression::parse(node->value_or(std::string_view()), source.vocabulary);
    if (expression) return *expression;
    source.complain(*node, std::string(key) + ": " + expression.error().what);
    return std::nullopt;
}

void known_keys(const Source& source, const toml::table& table, const auto& keys) {
    for (const auto& [key, node] : table)
        if (std::find(keys.begin(), keys.end(), key.str()) == keys.end())
            source.complain(node, "unknown key '" + std::string(key.str()) + "'");
}

std::optional<model::FactValue> fact_value(const toml::node& node) {
    if (const auto flag = node.value_exact<bool>()) return *flag;
    if (const auto number = node.value_exact<std::int64_t>()) return *number;
    if (const auto text = node.value_exact<std::string>()) return *text;
    const toml::array* array = node.as_array();
    if (array == nullptr) return std::nullopt;
    std::vector<std::string> items;
    for (const toml::node& item : *array) {
        const auto text = item.value_exact<std::string>();
        if (!text) return std::nullopt;
        items.push_back(*text);
    }
    return items;
}

// {redis = {version = "7"}} and {redis.version = "7"} are the same: names are joined with dots.
void read_facts(const Source& source, const toml::table& table, const std::string& prefix, model::Facts& facts) {
    for (const auto& [key, node] : table) {
        const std::string name = prefix.empty() ? std::string(key.str()) : prefix + "." + std::string(key.str());
        if (const toml::table* inner = node.as_table()) {
            if (prefix.empty())
                read_facts(source, *inner, name, facts);
            else
                source.complain(node, name + ": a fact is no table");
            continue;
        }
        const auto value = fact_value(node);
        const std::string objection =
            value ? source.vocabulary.objection(name, *value) : name + ": not a value of a fact";
        if (objection.empty())
            facts.set(name, *value);
        else
            source.complain(node, objection);
    }
}

std::vector<RuleExample> read_examples(const Source& source, const toml::table& table) {
    constexpr std::array<std::string_view, 2> kKeys{"expect", "facts"};
    std::vector<RuleExample> examples;
    const toml::node* node = table.get("example");
    const toml::array* array = node == nullptr ? nullptr : node->as_array();
    if (array != nullptr) {
        for (const toml::node& item : *array) {
            const toml::table* entry = item.as_table();
            if (entry == nullptr) {
                source.complain(item, "an example is a table");
                continue;
            }
            known_keys(source, *entry, kKeys);
            RuleExample example{.where = source.at(item)};
            example.expected = word_at<Truth>(source, *entry, "expect", truth_from, std::nullopt);
            if (const toml::node* facts = entry->get("facts"); facts != nullptr && facts->as_table() != nullptr)
                read_facts(source, *facts->as_table(), "", example.facts);
            else
                source.complain(item, "facts is missing");
            examples.push_back(std::move(example));
        }
    }
    const auto has = [&](Truth truth) {
        return std::any_of(examples.begin(), examples.end(), [&](const auto& e) { return e.expected == truth; });
    };
    if (!has(Truth::yes)) source.complain(table, "no example that fires");
    if (!has(Truth::no)) source.complain(table, "no example that stays silent");
    return examples;
}

void check_template(const Source& source, const toml::node& node, const std::string& text) {
    for (const std::string& name : template_names(text))
        if (source.vocabulary.find(full_name(name)) == nullptr)
            source.complain(node, "unknown name in a text: {" + name + "}");
}

RuleText read_text(const Source& source, const toml::table& rule, std::string_view lang) {
    constexpr std::array<std::string_view, 5> kKeys{"title", "description", "impact", "recommendation", "reason"};
    const toml::node* node = rule.get(lang);
    const toml::table* table = node == nullptr ? nullptr : node->as_table();
    if (table == nullptr) {
        source.complain(rule, "texts in " + std::string(lang) + " are missing");
        return {};
    }
    known_keys(source, *table, kKeys);
    RuleText text{.title = text_at(source, *table, "title"),
                  .description = text_at(source, *table, "description"),
                  .impact = text_at(source, *table, "impact"),
                  .recommendation = text_at(source, *table, "recommendation"),
                  .reason = text_at(source, *table, "reason")};
    for (const std::string* part : {&text.title, &text.description, &text.impact, &text.recommendation}) {
        if (part->empty()) source.complain(*table, "a rule needs title, description, impact and recommendation");
        check_template(source, *table, *part);
    }
    check_template(source, *table, text.reason);
    return text;
}

// A rule that reads facts which may be absent must say whom it is about, or nobody would hear that it was not assessed.
bool may_be_unknown(const Expression& when, const Vocabulary& vocabulary) {
    return std::any_of(when.names().begin(), when.names().end(), [&](const std::string& name) {
        const FactDefinition* fact = vocabulary.find(name);
        const auto& guarded = when.guarded();
        const bool asked = std::find(guarded.begin(), guarded.end(), name) != guarded.end();
        return !asked && (fact == nullptr || !fact->always);
    });
}

void check_rule(const Source& source, const toml::table& table, const Rule& rule) {
    if (rule.id.empty()) source.complain(table, "id is missing");
    if (table.get("when") == nullptr) source.complain(table, "when is missing");
    if (rule.clause.empty()) source.complain(table, "clause is missing");
    if (rule.qod < 1 || rule.qod > 100) source.complain(table, "qod must be 1 to 100");
    if (table.get("applies") == nullptr && may_be_unknown(rule.when, source.vocabulary))
        source.complain(table, "applies is missing, and 'when' reads facts that may be absent");
    const bool critical = rule.criticality == model::Criticality::critique;
    if (rule.critical_risk != critical || rule.critical_risk != (rule.clause == "2.5.2.2"))
        source.complain(table, "critical_risk, criticality = critique and clause = 2.5.2.2 go together");
    check_template(source, table, rule.component);
}

Rule read_rule(const Source& source, const toml::table& table) {
    known_keys(source, table, kRuleKeys);
    Rule rule;
    rule.where = source.at(table);
    rule.id = text_at(source, table, "id");
    rule.subject = word_at<Subject>(source, table, "subject", subject_from, std::nullopt);
    rule.when = expression_at(source, table, "when").value_or(Expression());
    rule.applies = expression_at(source, table, "applies");
    rule.when_unknown =
        word_at<WhenUnknown>(source, table, "when_unknown", when_unknown_from, std::optional(WhenUnknown::gap));
    rule.category = word_at<model::Category>(source, table, "category", model::category_from, std::nullopt);
    rule.criticality = word_at<model::Criticality>(source, table, "criticality", model::criticality_from, std::nullopt);
    rule.clause = text_at(source, table, "clause");
    rule.critical_risk = table["critical_risk"].value_or(false);
    rule.qod = static_cast<int>(std::clamp<std::int64_t>(table["qod"].value_or(std::int64_t{0}), 0, 101));
    rule.certainty = word_at<model::Certainty>(source, table, "certainty", model::certainty_from,
                                               std::optional(model::Certainty::affecte));
    if (table.get("access") != nullptr)
        rule.access = word_at<model::Access>(source, table, "access", model::access_from, std::nullopt);
    rule.component = text_at(source, table, "component");
    for (const std::string_view lang : kLanguages) rule.texts.emplace(lang, read_text(source, table, lang));
    if (const toml::array* references = table["references"].as_array())
        for (const toml::node& item : *references) rule.references.push_back(item.value_or(std::string()));
    rule.examples = read_examples(source, table);
    check_rule(source, table, rule);
    return rule;
}

AccessRule read_access(const Source& source, const toml::table& table) {
    constexpr std::array<std::string_view, 3> kKeys{"when", "access", "example"};
    known_keys(source, table, kKeys);
    AccessRule rule{.where = source.at(table)};
    if (const auto when = expression_at(source, table, "when"))
        rule.when = *when;
    else if (table.get("when") == nullptr)
        source.complain(table, "when is missing");
    rule.access = word_at<model::Access>(source, table, "access", model::access_from, std::nullopt);
    rule.examples = read_examples(source, table);
    return rule;
}

template <class Read, class Item>
void read_all(const Source& source, const toml::node& node, Read read, std::vector<Item>& out) {
    const toml::array* array = node.as_array();
    if (array == nullptr) return source.complain(node, "a list of tables was expected");
    for (const toml::node& item : *array) {
        if (const toml::table* table = item.as_table())
            out.push_back(read(source, *table));
        else
            source.complain(item, "a table was expected");
    }
}

void run_examples(const std::string& what, const std::vector<RuleExample>& examples, const auto& evaluate,
                  std::vector<std::string>& failures) {
    for (const RuleExample& example : examples) {
        const Truth got = evaluate(example.facts);
        if (got != example.expected)
            failures.push_back(example.where + ": " + what + ": expected " + std::string(name_of(example.expected)) +
                               ", got " + std::string(name_of(got)));
    }
}

}  // namespace

std::string_view name_of(Subject subject) {
    switch (subject) {
        case Subject::service: return "service";
        case Subject::domain: return "domain";
        case Subject::asset: return "asset";
        case Subject::name: return "name";
    }
    return "service";
}

Truth Rule::evaluate(const model::Facts& facts) const {
    const Truth applying = applies ? applies->evaluate(facts) : Truth::yes;
    return truth_and(applying, when.evaluate(facts));
}

std::vector<std::string> Rule::missing(const model::Facts& facts) const {
    std::vector<std::string> out = when.missing(facts);
    if (applies) {
        for (std::string& name : applies->missing(facts)) out.push_back(std::move(name));
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
    }
    return out;
}

const RuleText& Rule::text(std::string_view lang) const {
    static const RuleText kNone;
    auto found = texts.find(lang);
    if (found == texts.end()) found = texts.find(kLanguages[0]);
    return found == texts.end() ? kNone : found->second;
}

base::Result<Rules> Rules::load(const std::filesystem::path& folder, const Vocabulary& vocabulary) {
    const auto files = toml_files(folder);
    if (!files) return tl::unexpected<base::Error>(files.error());
    Rules out;
    Complaints complaints;
    for (const auto& file : *files) {
        const auto document = read_toml(file);
        if (!document) return tl::unexpected<base::Error>(document.error());
        const Source source{file, vocabulary, complaints};
        for (const auto& [key, node] : *document) {
            if (key == "rule")
                read_all(source, node, read_rule, out.rules_);
            else if (key == "access")
                read_all(source, node, read_access, out.access_);
            else
                source.complain(node, "unknown key '" + std::string(key.str()) + "'");
        }
    }
    std::map<std::string, std::string> seen;
    for (const Rule& rule : out.rules_)
        if (const auto [first, added] = seen.emplace(rule.id, rule.where); !added)
            complaints.add(rule.where, "rule '" + rule.id + "' is already at " + first->second);
    if (!complaints.empty()) return base::fail(base::Errc::input, complaints.text());
    return out;
}

const Rule* Rules::find(std::string_view id) const {
    const auto found = std::find_if(rules_.begin(), rules_.end(), [&](const Rule& rule) { return rule.id == id; });
    return found == rules_.end() ? nullptr : &*found;
}

std::vector<std::string> Rules::failing_examples() const {
    std::vector<std::string> failures;
    for (const Rule& rule : rules_)
        run_examples(
            rule.id, rule.examples, [&](const model::Facts& facts) { return rule.evaluate(facts); }, failures);
    for (const AccessRule& rule : access_)
        run_examples(
            "access " + std::string(model::name_of(rule.access)), rule.examples,
            [&](const model::Facts& facts) { return rule.when.evaluate(facts); }, failures);
    return failures;
}

}  // namespace vigie::catalog
