// SPDX-License-Identifier: Apache-2.0
#include "assess/verdict.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>

namespace vigie::assess {
namespace {

using model::Certainty;
using model::Coverage;
using model::Finding;
using model::Level;
using model::Status;
using model::Verdict;
using model::VerdictReason;

constexpr std::array kPolicies{Policy::strict, Policy::lettre, Policy::tolerance};
constexpr std::string_view kAppreciation = "2.5.2.3";
constexpr std::string_view kClosedList = "2.5.2.2";

// Scores are published with one decimal; a sum of doubles must not turn 9.0 into 8.9999.
long tenths(const Finding& finding) {
    return std::lround(finding.cvss->score * 10);
}

bool scored(const Finding& finding) {
    return finding.cvss.has_value();
}
bool is_vulnerability(const Finding& finding) {
    return !finding.cve.empty() || finding.category == model::Category::vulnerabilite;
}

bool counts(const Finding& finding) {
    return finding.status != Status::corrige && finding.certainty != Certainty::non_affecte;
}

bool certain(const Finding& finding) {
    return counts(finding) && !is_open_question(finding);
}

// Was it there last time? A finding that was cured and is back was not seen by the previous audit, but was known.
Level weight_of_high(const Finding& finding, Policy policy, bool has_previous) {
    // Without a previous audit nothing shows that a high is new, or known: no reading may excuse it.
    if (policy == Policy::strict || !has_previous) return Level::orange;
    const bool was_there = finding.status == Status::persistant || finding.status == Status::non_reteste;
    if (finding.status == Status::reapparu) return Level::orange;
    if (policy == Policy::lettre) return was_there ? Level::vert : Level::orange;
    return was_there ? Level::orange : Level::vert;
}

Level worse(Level a, Level b) {
    return std::max(a, b);
}

std::string endpoint(const Finding& finding) {
    std::string out = finding.asset;
    if (finding.port == 0) return out;
    if (out.find(':') != std::string::npos) out = "[" + out + "]";
    return out + ":" + std::to_string(finding.port) + "/" + std::string(model::name_of(finding.transport));
}

// A reason while it is gathered: the finding ids behind it, without repetition.
class Reasons {
public:
    Reasons(Verdict& verdict, bool french) : verdict_(verdict), french_(french) {}

    [[nodiscard]] std::string_view say(std::string_view fr, std::string_view en) const { return french_ ? fr : en; }

    void add(std::string_view rule, std::string_view clause, std::string_view sentence,
             const std::vector<const Finding*>& findings) {
        if (findings.empty()) return;
        VerdictReason reason{.rule = std::string(rule), .clause = std::string(clause)};
        std::set<std::string> places;
        for (const Finding* finding : findings) {
            places.insert(endpoint(*finding));
            if (std::find(reason.findings.begin(), reason.findings.end(), finding->id) == reason.findings.end())
                reason.findings.push_back(finding->id);
        }
        reason.text = std::string(sentence) + std::string(say(" : ", ": ")) + list(places);
        verdict_.reasons.push_back(std::move(reason));
    }
    void add_plain(std::string_view rule, std::string text) {
        verdict_.reasons.push_back({std::string(rule), std::string(kAppreciation), std::move(text), {}});
    }

private:
    static constexpr std::size_t kShown = 5;

    [[nodiscard]] std::string list(const std::set<std::string>& places) const {
        std::string out;
        std::size_t shown = 0;
        for (const std::string& place : places) {
            if (shown++ == kShown) break;
            out += (out.empty() ? "" : ", ") + place;
        }
        if (places.size() > kShown)
            out += (french_ ? " et " : " and ") + std::to_string(places.size() - kShown) +
                   (french_ ? " de plus" : " more");
        return out;
    }

    Verdict& verdict_;
    bool french_;
};

template <class Keep>
std::vector<const Finding*> pick(const std::vector<Finding>& findings, Keep keep) {
    std::vector<const Finding*> out;
    for (const Finding& finding : findings)
        if (keep(finding)) out.push_back(&finding);
    return out;
}

// 2.5.2.2: obsolete components with critical vulnerabilities on the same server, as pairs at one endpoint.
std::vector<const Finding*> obsolete_and_critical(const std::vector<Finding>& findings) {
    const auto critical = pick(findings, [](const Finding& f) { return certain(f) && is_critical_vulnerability(f); });
    std::vector<const Finding*> out;
    for (const Finding& obsolete : findings) {
        if (!certain(obsolete) || !obsolete.obsolete) continue;
        for (const Finding* cve : critical)
            if (cve->asset == obsolete.asset && cve->port == obsolete.port && cve->transport == obsolete.transport) {
                out.push_back(&obsolete);
                out.push_back(cve);
            }
    }
    return out;
}

void add_red(Reasons& reasons, const std::vector<Finding>& findings) {
    std::vector<std::string> rules;
    for (const Finding& finding : findings)
        if (certain(finding) && finding.critical_risk &&
            std::find(rules.begin(), rules.end(), finding.rule) == rules.end())
            rules.push_back(finding.rule);
    for (const std::string& rule : rules) {
        const auto found =
            pick(findings, [&](const Finding& f) { return certain(f) && f.critical_risk && f.rule == rule; });
        reasons.add(rule, kClosedList, found.front()->title, found);
    }
    reasons.add("obsolete-critical", kClosedList,
                reasons.say("Composant obsolète concerné par une vulnérabilité critique",
                            "Obsolete component with a critical vulnerability"),
                obsolete_and_critical(findings));
    reasons.add("cve-critical", kAppreciation,
                reasons.say("Vulnérabilité publique critique (CVSS 9 ou plus)",
                            "Public critical vulnerability (CVSS 9 or more)"),
                pick(findings, [](const Finding& f) { return certain(f) && is_critical_vulnerability(f); }));
}

void add_orange(Reasons& reasons, const std::vector<Finding>& findings, Policy policy, bool has_previous) {
    const auto orange = [&](const Finding& f) { return weight(f, policy, has_previous) >= Level::orange; };
    reasons.add("cve-high", kAppreciation,
                reasons.say("Vulnérabilité publique haute (CVSS de 7 à moins de 9) à corriger avant le prochain audit",
                            "Public high vulnerability (CVSS from 7 to below 9), to be fixed before the next audit"),
                pick(findings, [&](const Finding& f) { return certain(f) && is_high_vulnerability(f) && orange(f); }));
    reasons.add("obsolete", kAppreciation,
                reasons.say("Composant obsolète à mettre à jour, protéger ou retirer",
                            "Obsolete component, to be updated, shielded or withdrawn"),
                pick(findings, [](const Finding& f) { return certain(f) && f.obsolete; }));
    reasons.add("high-exposure", "2.4.1",
                reasons.say("Exposition haute sans score CVSS (politique stricte)",
                            "High exposure without a CVSS score (strict policy)"),
                pick(findings, [&](const Finding& f) {
                    return certain(f) && !is_vulnerability(f) && !f.obsolete && !f.critical_risk && orange(f);
                }));
    reasons.add("undetermined", kAppreciation,
                reasons.say("Constat grave non confirmé : à vérifier ou à attester",
                            "Grave finding not confirmed: to be checked or attested"),
                pick(findings, [&](const Finding& f) {
                    return counts(f) && f.status != Status::non_reteste && is_open_question(f) && orange(f);
                }));
    reasons.add(
        "not-retested", kAppreciation,
        reasons.say("Constat grave de l'audit précédent qui n'a pas pu être vérifié de nouveau",
                    "Grave finding of the previous audit that could not be checked again"),
        pick(findings, [&](const Finding& f) { return counts(f) && f.status == Status::non_reteste && orange(f); }));
}

bool nothing_tested(const Coverage& coverage) {
    return coverage.hosts == 0 || coverage.checks_run.empty() ||
           (coverage.ports_tcp.empty() && coverage.ports_udp.empty());
}
bool too_much_lost(const Coverage& coverage) {
    return coverage.loss_estimate.has_value() && *coverage.loss_estimate > kLossLimit;
}

// What was not seen is never good news.
Level cap_of(const Coverage& coverage) {
    const bool blind = nothing_tested(coverage) || !coverage.blocked.empty() || too_much_lost(coverage);
    return blind ? Level::orange : Level::vert;
}

void add_blind(Reasons& reasons, const Coverage& coverage) {
    if (nothing_tested(coverage))
        reasons.add_plain("nothing-tested",
                          std::string(reasons.say("Rien n'a pu être testé : le niveau VERT n'est pas démontré",
                                                  "Nothing could be tested: GREEN is not demonstrated")));
    if (!coverage.blocked.empty()) {
        std::string text(reasons.say("Une partie de l'examen n'a pas pu être faite : ",
                                     "Part of the examination could not be made: "));
        text += std::to_string(coverage.blocked.size()) + " (" + coverage.blocked.front().what + ")";
        reasons.add_plain("blocked", std::move(text));
    }
    if (too_much_lost(coverage))
        reasons.add_plain("lost-answers",
                          std::string(reasons.say("Trop de réponses perdues pour conclure (plus de 5 %)",
                                                  "Too many answers lost to conclude (more than 5%)")));
}

// Attestations are part of the explanation whatever the colour.
void add_attested(Reasons& reasons, const std::vector<Finding>& findings) {
    reasons.add("attested", kAppreciation,
                reasons.say("Constat non confirmé, écarté par une attestation qui expire",
                            "Unconfirmed finding, set aside by an attestation that expires"),
                pick(findings, [](const Finding& f) {
                    return !f.attested_until.empty() && f.certainty == Certainty::non_affecte;
                }));
    reasons.add("accepted", kAppreciation,
                reasons.say("Risque accepté par l'établissement : le niveau n'en change pas",
                            "Risk accepted by the hospital: the level does not change by it"),
                pick(findings, [](const Finding& f) { return !f.attested_until.empty() && counts(f); }));
}

void add_green(Reasons& reasons, const std::vector<Finding>& findings) {
    reasons.add_plain("clear",
                      std::string(reasons.say(
                          "Aucune vulnérabilité critique, aucun risque critique, aucun composant obsolète constaté",
                          "No critical vulnerability, no critical risk, no obsolete component observed")));
    reasons.add("high-accepted", kAppreciation,
                reasons.say("Vulnérabilité haute admise par la lecture retenue, à corriger tout de même",
                            "High vulnerability accepted by the reading in use, still to be fixed"),
                pick(findings, [](const Finding& f) { return counts(f) && is_high_vulnerability(f); }));
}

// The colour alone, from the weights: this, not the sentences, is what the reasons must agree with.
Level level_of(const std::vector<Finding>& findings, const Coverage& coverage, Policy policy, bool has_previous,
               bool confirmed) {
    Level level = cap_of(coverage);
    for (const Finding& finding : findings) {
        Level own = weight(finding, policy, has_previous);
        if (!confirmed && is_open_question(finding)) own = std::min(own, Level::orange);
        level = worse(level, own);
    }
    return level;
}

}  // namespace

std::string_view name_of(Policy policy) {
    switch (policy) {
        case Policy::strict: return "strict";
        case Policy::lettre: return "lettre";
        case Policy::tolerance: return "tolerance";
    }
    return "strict";
}

std::optional<Policy> policy_from(std::string_view name) {
    for (const Policy policy : kPolicies)
        if (name_of(policy) == name) return policy;
    return std::nullopt;
}

bool is_critical_vulnerability(const Finding& finding) {
    if (!is_vulnerability(finding)) return false;
    if (scored(finding)) return tenths(finding) >= 90;
    return finding.criticality == model::Criticality::critique;
}

bool is_high_vulnerability(const Finding& finding) {
    if (!is_vulnerability(finding)) return false;
    if (scored(finding)) return tenths(finding) >= 70 && tenths(finding) < 90;
    return finding.criticality == model::Criticality::haute;
}

bool is_open_question(const Finding& finding) {
    return finding.certainty == Certainty::indetermine || finding.status == Status::non_reteste;
}

Level weight(const Finding& finding, Policy policy, bool has_previous) {
    if (!counts(finding)) return Level::vert;
    if (finding.critical_risk || is_critical_vulnerability(finding)) return Level::rouge;
    if (finding.obsolete) return Level::orange;
    if (is_high_vulnerability(finding)) return weight_of_high(finding, policy, has_previous);
    const bool grave = !is_vulnerability(finding) && finding.criticality >= model::Criticality::haute;
    return grave && policy == Policy::strict ? Level::orange : Level::vert;
}

Verdict decide(const std::vector<Finding>& findings, const Coverage& coverage, Policy policy, bool has_previous,
               std::string_view lang) {
    Verdict verdict;
    verdict.policy = name_of(policy);
    verdict.level = level_of(findings, coverage, policy, has_previous, false);
    for (const Policy each : kPolicies)
        verdict.alternatives[std::string(name_of(each))] = level_of(findings, coverage, each, has_previous, false);
    const Level confirmed = level_of(findings, coverage, policy, has_previous, true);
    if (std::any_of(findings.begin(), findings.end(), [&](const Finding& f) {
            return is_open_question(f) && weight(f, policy, has_previous) > Level::vert;
        }))
        verdict.if_confirmed = confirmed;

    Reasons reasons(verdict, lang != "en");
    add_red(reasons, findings);
    add_orange(reasons, findings, policy, has_previous);
    add_blind(reasons, coverage);
    add_attested(reasons, findings);
    if (verdict.level == Level::vert) add_green(reasons, findings);
    return verdict;
}

}  // namespace vigie::assess
