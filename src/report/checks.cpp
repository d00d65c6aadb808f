// SPDX-License-Identifier: Apache-2.0
#include "report/checks.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "catalog/facts.h"
#include "catalog/rules.h"

namespace vigie::report {
namespace {

constexpr std::string_view kIdentify = ".identify";

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

// Takes away what is left of a place to fill, with what introduces it.
void drop_places(std::string& text) {
    for (auto open = text.find('{'); open != std::string::npos; open = text.find('{')) {
        auto close = text.find('}', open);
        if (close == std::string::npos) return;
        const bool bracketed = open > 0 && text[open - 1] == '(' && close + 1 < text.size() && text[close + 1] == ')';
        if (bracketed) {
            --open;
            ++close;
        }
        while (open > 0 && (text[open - 1] == ' ' || text[open - 1] == ':')) --open;
        text.erase(open, close + 1 - open);
    }
}

// "remote.toml:4" and "/usr/share/vigie/rules/remote.toml:4" -> "remote"
std::string stem_of(const std::string& where) {
    const std::string file = where.substr(0, where.rfind(':'));
    return std::filesystem::path(file).stem().string();
}

std::string key_of(std::string check) {
    std::replace(check.begin(), check.end(), '.', '_');
    return "check." + check;
}

std::string step_words(const Say& say, const std::string& check) {
    return say.text_or(key_of(check), "");
}

}  // namespace

std::string generic_title(std::string_view title, std::string_view lang) {
    std::string out(title);
    const bool introduced = out.find(": {name}") != std::string::npos;
    if (!introduced) replace_all(out, "{name}", lang == "en" ? "a domain" : "un domaine");
    replace_all(out, " de un domaine", " d'un domaine");
    drop_places(out);
    if (!out.empty() && out.front() >= 'a' && out.front() <= 'z') out.front() = static_cast<char>(out.front() - 32);
    return out;
}

base::Result<CheckTitles> load_check_titles(const std::filesystem::path& data, const std::string& lang) {
    const auto vocabulary = catalog::Vocabulary::load(data / "facts");
    if (!vocabulary) return tl::unexpected(vocabulary.error());
    const auto rules = catalog::Rules::load(data / "rules", *vocabulary);
    if (!rules) return tl::unexpected(rules.error());
    CheckTitles out;
    for (const catalog::Rule& rule : rules->rules())
        out[rule.id] = {stem_of(rule.where), generic_title(rule.text(lang).title, lang)};
    return out;
}

std::string check_words(const Say& say, const CheckTitles& titles, const std::string& check) {
    if (const auto rule = titles.find(check); rule != titles.end()) return say.prose(rule->second.title);
    if (const std::string step = step_words(say, check); !step.empty()) return step;
    if (check.ends_with(kIdentify))
        return say.text("check.identify", {{"protocol", clean(check.substr(0, check.size() - kIdentify.size()), 64)}});
    return clean(check, 128);
}

std::vector<CheckGroup> grouped_checks(const Say& say, const CheckTitles& titles,
                                       const std::vector<std::string>& checks) {
    std::set<std::string> protocols;
    std::set<std::string> steps;
    std::set<std::string> others;
    std::map<std::string, std::set<std::string>> subjects;  // by their words
    for (const std::string& check : checks) {
        if (const auto rule = titles.find(check); rule != titles.end())
            subjects[say.text_or("check_group." + rule->second.group, say.text("check_group.others"))].insert(
                say.prose(rule->second.title));
        else if (const std::string step = step_words(say, check); !step.empty())
            steps.insert(step);
        else if (check.ends_with(kIdentify))
            protocols.insert(clean(check.substr(0, check.size() - kIdentify.size()), 64));
        else
            others.insert(clean(check, 128));
    }
    std::vector<CheckGroup> out;
    const auto add = [&](const std::string& title, const std::set<std::string>& items) {
        if (!items.empty()) out.push_back({title, {items.begin(), items.end()}});
    };
    add(say.text("check_group.protocols"), protocols);
    add(say.text("check_group.steps"), steps);
    for (const auto& [title, items] : subjects) add(title, items);
    add(say.text("check_group.unnamed"), others);
    return out;
}

}  // namespace vigie::report
