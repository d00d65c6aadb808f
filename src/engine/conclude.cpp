// SPDX-License-Identifier: Apache-2.0
#include "engine/conclude.h"

#include <algorithm>

#include <fmt/format.h>

#include "assess/assess.h"
#include "assess/attestation.h"
#include "assess/compare.h"
#include "assess/plan.h"
#include "assess/verdict.h"
#include "correlate/language.h"
#include "correlate/texts.h"
#include "engine/language.h"

namespace vigie::engine {
namespace {

assess::Policy policy_of(const model::Audit& audit) {
    return assess::policy_from(audit.policy).value_or(assess::Policy::strict);
}

std::string colour(model::Level level, bool french) {
    switch (level) {
        case model::Level::vert: return french ? "VERT" : "GREEN";
        case model::Level::orange: return "ORANGE";
        case model::Level::rouge: return french ? "ROUGE" : "RED";
    }
    return "";
}

// Why this work stands where it does, when attacks and not scores put it there.
std::string why_now(const assess::Action& action, bool french) {
    std::string out;
    if (action.known_exploited) out += french ? " ; attaques en cours (KEV)" : "; attacked today (KEV)";
    if (!action.alerts.empty()) out += (french ? " ; alerte " : "; alert ") + action.alerts.front();
    if (action.exploit_probability >= 0.1)
        out += fmt::format("{} EPSS {:.0f} %", french ? " ;" : ";", action.exploit_probability * 100);
    // That nobody attacks it yet, as far as is known, moves nothing forward.
    if (action.ssvc && action.ssvc->known != "none" && !action.ssvc->known.empty())
        out += (french ? " ; SSVC : " : "; SSVC: ") +
               correlate::ssvc_text(*action.ssvc, correlate::Language(french ? "fr" : "en"));
    return out;
}

std::string effect_of(const assess::Action& action, model::Level before, bool french) {
    const std::string closes =
        french ? fmt::format("clôt {} constat{}", action.findings.size(), action.findings.size() > 1 ? "s" : "")
               : fmt::format("closes {} finding{}", action.findings.size(), action.findings.size() > 1 ? "s" : "");
    if (action.after == before) return closes + why_now(action, french);
    const std::string condition = !action.to_verify ? ""
                                  : french          ? ", si rien ne se confirme"
                                                    : ", if nothing is confirmed";
    return closes + why_now(action, french) +
           (french
                ? fmt::format(" ; l'appréciation passe de {} à {}", colour(before, true), colour(action.after, true))
                : fmt::format("; the verdict goes from {} to {}", colour(before, false), colour(action.after, false))) +
           condition;
}

// Nothing answered, or nothing was there to ask: such an audit has seen no exposure and must not read VERT.
void note_blindness(model::Audit& audit) {
    const bool seen = std::any_of(audit.assets.begin(), audit.assets.end(),
                                  [](const model::Asset& asset) { return asset.in_scope && asset.alive; });
    if (seen) return;
    const bool french = audit.lang != "en";
    const char* why = french ? "aucune adresse déclarée n'a répondu : rien ne dit ce qui est exposé"
                             : "no declared address answered: nothing tells what is exposed";
    if (audit.coverage.hosts == 0 && audit.perimeter.addresses.empty())
        why = french ? "aucune adresse n'est déclarée : aucun port n'a été examiné"
                     : "no address is declared: no port was examined";
    else if (audit.coverage.hosts == 0)
        why = french ? "aucune adresse déclarée n'était dans le balayage : aucun port n'a été examiné"
                     : "no declared address was in the scan: no port was examined";
    audit.coverage.blocked.push_back({french ? "périmètre" : "perimeter", why});
}

// From one audit to the next: an older base cannot say that nothing critical is known.
constexpr std::int64_t kOldestDays = 60;
// A single year's file, or a base made for a trial. NVD and the CVE list have each more than three times as many.
constexpr std::int64_t kFewestRecords = 100'000;

bool lists_vulnerabilities(const model::FeedState& feed) {
    return feed.name == "cve" || (feed.name.starts_with("nvd-") && feed.name != "nvd-overrides");
}

// Components were seen and there was nothing recent to compare them with: the first condition of VERT was not examined.
void note_unmatched(model::Audit& audit) {
    if (std::all_of(audit.services.begin(), audit.services.end(),
                    [](const model::Service& service) { return service.product.empty(); }))
        return;
    std::optional<std::int64_t> youngest;
    std::int64_t records = 0;
    for (const model::FeedState& feed : audit.feeds) {
        if (!lists_vulnerabilities(feed)) continue;
        records += feed.records;
        if (feed.age_days && (!youngest || *feed.age_days < *youngest)) youngest = feed.age_days;
    }
    if (youngest && *youngest <= kOldestDays && records >= kFewestRecords) return;
    const std::string& lang = audit.lang;
    model::CoverageGap gap{correlate::vulnerabilities_subject(lang), {}};
    if (!youngest)
        gap.why = say(lang, "la base ne contient aucune liste de vulnérabilités : `vigie feeds update`",
                      "the base holds no list of vulnerabilities: `vigie feeds update`");
    else if (*youngest > kOldestDays)
        gap.why = say(lang, "la base de vulnérabilités a ", "the vulnerability base is ") + std::to_string(*youngest) +
                  say(lang, " jours, plus qu'il n'en passe entre deux audits : `vigie feeds update`",
                      " days old, more than between two audits: `vigie feeds update`");
    else
        gap.why = say(lang, "la base ne compte que ", "the base holds only ") + std::to_string(records) +
                  say(lang, " vulnérabilités, il en est publié plus de 300 000 : `vigie feeds update`",
                      " vulnerabilities of the more than 300,000 published: `vigie feeds update`");
    // Why there was none has been said: said once, and as what it is.
    std::vector<model::CoverageGap>& others = audit.coverage.not_tested;
    const auto told = std::find_if(others.begin(), others.end(), [&](const auto& one) { return one.what == gap.what; });
    if (told != others.end()) {
        gap.why = told->why;
        others.erase(told);
    }
    audit.coverage.blocked.push_back(std::move(gap));
}

// Work in words: a rule's cure is a change of configuration or filtering, a component's cure an update.
std::string effort_of(const assess::Action& action, bool french) {
    if (action.to_verify) return french ? "vérification" : "a check";
    const bool many = action.assets.size() > 3;
    if (!action.component.empty())
        return french ? (many ? "mise à jour de plusieurs systèmes" : "mise à jour")
                      : (many ? "update of several systems" : "update");
    return french ? (many ? "réglage sur plusieurs systèmes" : "réglage ou filtrage")
                  : (many ? "setting on several systems" : "setting or filtering");
}

}  // namespace

void conclude(const Judges& judges, const model::Audit* previous, base::Date today, model::Audit& audit) {
    correlate::CorrelateOptions options;
    options.base = judges.base;
    options.today = today;
    options.lang = audit.lang;
    correlate::Correlation correlation = correlate::correlate(audit.services, judges.knowledge, options);
    audit.findings = std::move(correlation.findings);
    audit.feeds = std::move(correlation.feeds);
    audit.coverage.not_tested.insert(audit.coverage.not_tested.end(), correlation.not_tested.begin(),
                                     correlation.not_tested.end());
    assess::apply(assess::assess(audit, judges.rules, audit.lang), audit);
    std::sort(audit.coverage.not_tested.begin(), audit.coverage.not_tested.end());
    audit.coverage.not_tested.erase(std::unique(audit.coverage.not_tested.begin(), audit.coverage.not_tested.end()),
                                    audit.coverage.not_tested.end());
    note_blindness(audit);
    note_unmatched(audit);
    if (previous != nullptr) {
        audit.previous_id = previous->id;
        (void)assess::compare(*previous, audit);
    } else {
        assess::mark_first(audit);
    }
    if (previous != nullptr) audit.attestations = assess::merged(previous->attestations, audit.attestations);
    assess::apply_attestations(audit.attestations, audit.findings, today, audit.lang);
    decide(audit);
}

model::CoverageGap passive_gap(bool asked, const std::string& lang) {
    return {say(lang, "sources passives des 6 derniers mois (§ 2.2 : Shodan, Onyphe, Censys)",
                "passive sources of the last 6 months (2.2: Shodan, Onyphe, Censys)"),
            asked ? say(lang, "cette version de vigie ne les interroge pas", "this version of vigie does not ask them")
                  : say(lang, "désactivées par --no-passive", "switched off by --no-passive")};
}

void decide(model::Audit& audit) {
    audit.verdict =
        assess::decide(audit.findings, audit.coverage, policy_of(audit), !audit.previous_id.empty(), audit.lang);
}

bool verdict_follows(const model::Audit& audit) {
    return audit.verdict.level >=
           assess::decide(audit.findings, audit.coverage, policy_of(audit), !audit.previous_id.empty(), audit.lang)
               .level;
}

std::vector<report::PlanItem> remediation_plan(const model::Audit& audit) {
    const bool french = audit.lang != "en";
    const assess::Plan plan =
        assess::plan(audit.findings, audit.coverage, policy_of(audit), !audit.previous_id.empty(), audit.lang);
    std::vector<report::PlanItem> out;
    model::Level before = plan.now;
    auto step = plan.steps.begin();
    for (const assess::Action& action : plan.actions) {
        out.push_back({action.title, effort_of(action, french), effect_of(action, before, french), action.findings,
                       action.recommendation,
                       action.after != before && step != plan.steps.end() ? *step++ : std::string()});
        before = action.after;
    }
    return out;
}

}  // namespace vigie::engine
