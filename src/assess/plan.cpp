// SPDX-License-Identifier: Apache-2.0
#include "assess/plan.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"

namespace vigie::assess {
namespace {

using model::Finding;
using model::Level;

bool open(const Finding& finding) {
    return finding.status != model::Status::corrige && finding.certainty != model::Certainty::non_affecte;
}

// What is only worth knowing is no work, unless the colour hangs on it.
bool asks_for_work(const Finding& finding, Policy policy, bool has_previous) {
    return finding.criticality > model::Criticality::info || weight(finding, policy, has_previous) > Level::vert;
}

// The vulnerabilities of low score that share one finding carry no CVE number: their rule tells them.
bool cured_by_update(const Finding& finding) {
    return !finding.component.empty() && (!finding.cve.empty() || finding.obsolete || finding.rule == "cve");
}

// "OpenSSH 7.9p1" and "OpenSSH 8.4p1" are one work: the words before the first that starts with a digit.
std::string product_of(const std::string& component) {
    std::string out;
    for (const std::string_view word : base::split(component, ' ')) {
        if (!word.empty() && word.front() >= '0' && word.front() <= '9') break;
        out += (out.empty() ? "" : " ") + std::string(word);
    }
    return out.empty() ? component : out;
}

std::string key_of(const Finding& finding) {
    return cured_by_update(finding) ? "update " + base::to_lower(product_of(finding.component))
                                    : "rule " + finding.rule;
}

double score_of(const Finding& finding) {
    return finding.cvss ? finding.cvss->score : 0;
}

// The finding that speaks for the group: certain before open, grave before light, high score first.
bool speaks_before(const Finding* a, const Finding* b) {
    const auto rank = [](const Finding& f) {
        return std::make_tuple(is_open_question(f), -static_cast<int>(f.criticality), -score_of(f),
                               std::string_view(f.id));
    };
    return rank(*a) < rank(*b);
}

// Attacks seen before attack code before none; then what robots can do; then what takes all.
bool presses_more(const model::Exploitation& a, const model::Exploitation& b) {
    const auto rank = [](const model::Exploitation& one) {
        return std::make_tuple(one.known == "active", one.known == "poc", one.automatable,
                               one.technical_impact == "total");
    };
    return rank(a) > rank(b);
}

Action action_of(std::vector<const Finding*> group, Policy policy, bool has_previous, bool french) {
    std::sort(group.begin(), group.end(), speaks_before);
    const Finding& first = *group.front();
    Action action{.title = first.title,
                  .recommendation = first.recommendation,
                  .rule = first.rule,
                  .to_verify = is_open_question(first)};
    std::set<std::string> assets;
    std::set<std::string> alerts;
    for (const Finding* finding : group) {
        const Level own = weight(*finding, policy, has_previous);
        action.weight = std::max(action.weight, is_open_question(*finding) ? std::min(own, Level::orange) : own);
        action.criticality = std::max(action.criticality, finding->criticality);
        action.exposes_data = action.exposes_data || finding->category == model::Category::donnees_sensibles;
        action.known_exploited = action.known_exploited || finding->known_exploited;
        action.exploit_probability = std::max(action.exploit_probability, finding->exploit_probability.value_or(0));
        alerts.insert(finding->alerts.begin(), finding->alerts.end());
        if (finding->ssvc && (!action.ssvc || presses_more(*finding->ssvc, *action.ssvc))) action.ssvc = finding->ssvc;
        action.findings.push_back(finding->id);
        assets.insert(finding->asset);
    }
    action.assets.assign(assets.begin(), assets.end());
    action.alerts.assign(alerts.begin(), alerts.end());
    if (cured_by_update(first)) {
        action.component = product_of(first.component);
        action.title =
            (french ? "Mettre à jour, protéger ou retirer " : "Update, shield or withdraw ") + action.component;
    }
    if (action.to_verify) action.title = (french ? "À vérifier : " : "To be checked: ") + action.title;
    return action;
}

// Attacks that are under way, then attacks that are likely: this orders the work, it never changes a score.
int urgency_of(const Action& action) {
    constexpr double kLikely = 0.1;
    if (action.known_exploited || !action.alerts.empty()) return 2;
    return action.exploit_probability >= kLikely ? 1 : 0;
}

bool comes_first(const Action& a, const Action& b) {
    const auto rank = [](const Action& action) {
        return std::make_tuple(-static_cast<int>(action.weight), action.to_verify, -urgency_of(action),
                               -static_cast<int>(action.criticality), !action.exposes_data,
                               -static_cast<long>(action.findings.size()), std::string_view(action.rule),
                               std::string_view(action.component));
    };
    return rank(a) < rank(b);
}

std::string word_of(Level level, bool french) {
    switch (level) {
        case Level::vert: return french ? "VERT" : "GREEN";
        case Level::orange: return "ORANGE";
        case Level::rouge: return french ? "ROUGE" : "RED";
    }
    return "";
}

// A check cures nothing: what it brings hangs on what it finds.
std::string step(std::size_t count, Level from, Level to, bool checks, bool french) {
    const std::string colours = word_of(from, french) + (french ? " à " : " to ") + word_of(to, french) +
                                (!checks  ? ""
                                 : french ? ", si les vérifications ne confirment rien"
                                          : ", if the checks confirm nothing");
    if (french)
        return count == 1 ? "Cette première action fait passer de " + colours + "."
                          : "Ces " + std::to_string(count) + " premières actions font passer de " + colours + ".";
    return count == 1 ? "This first action leads from " + colours + "."
                      : "These first " + std::to_string(count) + " actions lead from " + colours + ".";
}

// Walks down the plan, removing what each action cures, and notes every change of colour.
void colour(Plan& plan, std::vector<Finding> left, const model::Coverage& coverage, Policy policy, bool has_previous,
            bool french) {
    Level level = plan.now;
    std::size_t done = 0;
    bool checks = false;
    for (Action& action : plan.actions) {
        const std::set<std::string> cured(action.findings.begin(), action.findings.end());
        left.erase(std::remove_if(left.begin(), left.end(), [&](const Finding& f) { return cured.contains(f.id); }),
                   left.end());
        action.after = decide(left, coverage, policy, has_previous, "fr").level;
        ++done;
        checks = checks || action.to_verify;
        if (action.after == level) continue;
        plan.steps.push_back(step(done, plan.now, action.after, checks, french));
        level = action.after;
    }
}

}  // namespace

Plan plan(const std::vector<Finding>& findings, const model::Coverage& coverage, Policy policy, bool has_previous,
          std::string_view lang) {
    const bool french = lang != "en";
    std::map<std::string, std::vector<const Finding*>> groups;
    for (const Finding& finding : findings)
        if (open(finding) && asks_for_work(finding, policy, has_previous)) groups[key_of(finding)].push_back(&finding);
    Plan out;
    out.now = decide(findings, coverage, policy, has_previous, lang).level;
    for (auto& [key, group] : groups) out.actions.push_back(action_of(std::move(group), policy, has_previous, french));
    std::sort(out.actions.begin(), out.actions.end(), comes_first);
    colour(out, findings, coverage, policy, has_previous, french);
    return out;
}

}  // namespace vigie::assess
