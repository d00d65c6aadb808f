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

std::string place_of(const Finding& finding) {
    const auto address = model::IpAddress::parse(finding.asset);
    if (!address || finding.port == 0) return finding.asset;
    return model::Endpoint{*address, finding.port, finding.transport}.text();
}

std::string list_of(const std::set<std::string>& items, bool french) {
    constexpr std::size_t kNamed = 6;
    std::vector<std::string> named;
    for (const std::string& item : items) {
        if (named.size() == kNamed) break;
        named.push_back(item);
    }
    const std::size_t more = items.size() - named.size();
    const std::string out = base::join(named, ", ");
    return more == 0 ? out : out + (french ? " et " : " and ") + std::to_string(more) + (french ? " de plus" : " more");
}

// One update for all the vulnerabilities of a component: to a version that repairs them all, and what it leaves open.
// "" where no version is known: then the words of the gravest finding stand.
std::string update_words(const std::vector<const Finding*>& group, bool french) {
    std::map<std::string, std::set<std::string>> targets;  // "OpenSSH 7.9p1" -> versions
    std::set<std::string> places;
    std::size_t repaired = 0;
    std::size_t unrepaired = 0;
    bool obsolete = false;
    bool unsure = true;
    for (const Finding* finding : group) {
        places.insert(place_of(*finding));
        obsolete = obsolete || finding->obsolete;
        unsure = unsure && is_open_question(*finding);
        if (finding->obsolete) continue;
        ++(finding->update_to.empty() ? unrepaired : repaired);
        if (!finding->update_to.empty()) targets[finding->component].insert(finding->update_to);
    }
    if (targets.empty()) return {};
    std::vector<std::string> updates;
    for (const auto& [component, versions] : targets) {
        std::vector<std::string> named;
        for (const std::string& version : versions) {
            // "une version postérieure à 9.18.49" is open upwards already.
            const bool number = version.front() >= '0' && version.front() <= '9';
            named.push_back(version + (!number ? "" : french ? " ou plus récent" : " or later"));
        }
        updates.push_back(component + (french ? " vers " : " to ") + base::join(named, french ? " ou " : " or "));
    }
    const std::string what = base::join(updates, french ? " ; " : "; ");
    const std::string where = list_of(places, french);
    std::string out;
    if (unsure)
        out = (french ? "Vérifier si les correctifs y sont (journal des modifications du paquet) et l'attester ; sinon "
                        "mettre à "
                        "jour "
                      : "Check whether the repairs are in (the package's changelog) and attest it; otherwise update ") +
              what;
    else
        out = (french ? "Mettre à jour " : "Update ") + what;
    const auto findings = [&](std::size_t count) {
        const std::string number = std::to_string(count);
        return french ? number + (count == 1 ? " constat" : " constats")
                      : number + (count == 1 ? " finding" : " findings");
    };
    if (unrepaired == 0)
        out += french ? ", ce qui corrige tout ce qui en est connu." : ", which repairs all that is known of it.";
    else
        out += french ? ", ce qui corrige " + findings(repaired) + " ; " + findings(unrepaired) +
                            " sans correctif connu : filtrer l'accès au service."
                      : ", which repairs " + findings(repaired) + "; " + findings(unrepaired) +
                            " without a known repair: filter access to the service.";
    if (obsolete)
        out += french ? " Choisir une version encore maintenue." : " Choose a version that is still maintained.";
    return out + (french ? " Emplacements : " : " Places: ") + where + ".";
}

// The words of the first place, and where else they hold.
std::string words_for_all(const std::vector<const Finding*>& group, bool french) {
    const Finding& first = *group.front();
    std::set<std::string> others;
    bool differ = false;
    for (const Finding* finding : group) {
        differ = differ || finding->recommendation != first.recommendation;
        if (const std::string place = place_of(*finding); place != place_of(first)) others.insert(place);
    }
    if (!differ || others.empty()) return first.recommendation;
    return first.recommendation + (french ? " De même pour " : " Likewise for ") + list_of(others, french) + ".";
}

Action action_of(std::vector<const Finding*> group, Policy policy, bool has_previous, bool french) {
    std::sort(group.begin(), group.end(), speaks_before);
    const Finding& first = *group.front();
    Action action{.title = first.title,
                  .recommendation = words_for_all(group, french),
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
        if (std::string words = update_words(group, french); !words.empty()) action.recommendation = std::move(words);
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
