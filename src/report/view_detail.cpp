// SPDX-License-Identifier: Apache-2.0
// Chapter 4: every finding. A card each for what matters, grouped tables for the rest when there is a lot of it.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "report/families.h"
#include "report/view.h"

namespace vigie::report {
namespace {

// Levels get cards from the worst down while they fit; beyond, cards would bury the reader.
constexpr std::size_t kMostCards = 700;
// Findings that say the same thing (the CVE of one component, one rule in many places) share one entry from here on.
constexpr std::size_t kFamilyFrom = 2;
constexpr std::size_t kVulnerabilityFamilyFrom = 3;
constexpr std::size_t kEvidenceLetters = 360;
constexpr std::size_t kReferencesShown = 6;

}  // namespace

std::string anchor_of(const std::string& id) {
    std::string out;
    for (const char character : id.substr(0, 64))
        out += (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
                       (character >= '0' && character <= '9')
                   ? character
                   : '-';
    return out;
}

void put_evidence(const View& view, const model::Finding& finding, Node& out) {
    const auto found = view.evidence_by_id.find(finding.evidence);
    const bool known = found != view.evidence_by_id.end();
    const std::string anchor = anchor_of(finding.id);
    const auto [shown, first] =
        known ? view.evidence_shown.emplace(finding.evidence, anchor) : std::pair(view.evidence_shown.end(), false);
    put_flag(out, "evidence_any", known && first);
    put_optional(out, "evidence_same", known && !first && shown->second != anchor ? shown->second : "");
    if (!known || !first) return;
    const model::Evidence& evidence = *found->second;
    const std::size_t letters =
        finding.criticality <= model::Criticality::faible ? kEvidenceLetters / 2 : kEvidenceLetters;
    put_optional(out, "evidence_request", show_bytes(evidence.request, letters / 2));
    put(out, "evidence_reply",
        evidence.reply.empty() ? view.say.text("detail.evidence_silent") : show_bytes(evidence.reply, letters));
    put_flag(out, "evidence_cut", evidence.reply.size() > letters);
    put(out, "evidence_when", view.say.instant(evidence.captured_at));
}

namespace {

Node card(const View& view, const model::Finding& finding) {
    const Say& say = view.say;
    Node out;
    put_finding_line(view, finding, out);
    put_optional(out, "card_description", say.prose(finding.description));
    put_optional(out, "card_impact", say.prose(finding.impact));
    put_optional(out, "card_recommendation", say.prose(finding.recommendation));
    // What is said of a vulnerability begins with the reason.
    const bool told = !finding.reason.empty() && finding.description.find(finding.reason) != std::string::npos;
    const bool empty = base::trim(finding.reason).ends_with("=");  // a fact that nothing was found for
    put_optional(out, "card_reason", told || empty ? "" : say.prose(as_sentence(finding.reason)));
    put(out, "card_qod", say.text("detail.qod", {{"qod", std::to_string(finding.qod)}}));
    put(out, "card_first_seen", say.date(finding.first_seen));
    put_optional(out, "card_vector", finding.cvss ? clean(finding.cvss->vector) : "");
    put_optional(out, "card_score_source", finding.cvss ? clean(finding.cvss->source) : "");
    NodeList references;
    for (const std::string& reference : finding.references) {
        if (references.size() == kReferencesShown) break;
        references.add(clean(reference, 256));
    }
    references.put_into(out, "references");
    put_evidence(view, finding, out);
    return out;
}

// The newest are named; a library's vulnerability is in the advisories of fifty vendors.
std::string advisories_of(const model::Finding& finding) {
    constexpr std::size_t kNamed = 2;
    std::vector<std::string> named;
    for (const std::string& reference : finding.advisories) {
        if (named.size() == kNamed) break;
        named.push_back(clean(reference, 64));
    }
    const std::size_t more = finding.advisories.size() - named.size();
    return base::join(named, ", ") + (more > 0 ? " + " + std::to_string(more) : "");
}

void put_others(const View& view, const char* key, bool (*keep)(const model::Finding&), Node& out) {
    NodeList rows;
    for (const model::Finding* finding : ranked(view.audit, keep)) {
        Node row;
        put_finding_line(view, *finding, row);
        put_optional(row, "other_reason", view.say.prose(finding->reason));
        rows.add(std::move(row));
    }
    rows.put_into(out, key);
}

void put_attestations(const View& view, Node& out) {
    const Say& say = view.say;
    NodeList rows;
    for (const model::Attestation& one : view.audit.attestations) {
        Node row;
        const std::string kind(name_of(one.kind));
        const std::string state(name_of(one.state));
        put(row, "att_title", say.prose(one.title));
        put(row, "att_place", clean(one.place));
        put(row, "att_kind", say.text("attestation.kind_" + kind));
        put(row, "att_state", say.text("attestation.state_" + state));
        put_flag(row, "att_dead", one.state != model::Attestation::State::valid);
        put(row, "att_until", say.date(one.until));
        put_optional(row, "att_author", clean(one.author));
        put_optional(row, "att_comment", say.prose(one.comment));
        put(row, "att_recorded", say.instant(one.recorded));
        put(row, "att_evidence", clean(one.evidence_name));
        put(row, "att_digest", clean(one.evidence_digest));
        rows.add(std::move(row));
    }
    rows.put_into(out, "attestations");
}

}  // namespace

void put_finding_line(const View& view, const model::Finding& finding, Node& out) {
    const Say& say = view.say;
    put(out, "f_anchor", anchor_of(finding.id));
    put(out, "f_id", clean(finding.id));
    put(out, "f_title", say.prose(finding.title));
    put(out, "f_place", place_of(finding));
    put(out, "f_criticality", say.word(finding.criticality));
    put(out, "f_criticality_class", std::string(name_of(finding.criticality)));
    put(out, "f_letter", say.text("letter." + std::string(name_of(finding.criticality))));
    put(out, "f_category", say.word(finding.category));
    put(out, "f_certainty", say.word(finding.certainty));
    put_flag(out, "f_undetermined", finding.certainty == model::Certainty::indetermine);
    put(out, "f_status", say.word(finding.status));
    put_optional(out, "f_score", finding.cvss ? say.decimal(finding.cvss->score) : "");
    put_optional(out, "f_cve", clean(finding.cve));
    put_optional(out, "f_component", clean(finding.component));
    put_optional(out, "f_clause", clean(finding.clause));
    put_flag(out, "f_exploited", finding.known_exploited);
    put_optional(out, "f_epss", finding.exploit_probability ? say.percent(*finding.exploit_probability) : "");
    put_optional(out, "f_alerts", clean(base::join(finding.alerts, ", "), 200));
    put_optional(out, "f_advisories", advisories_of(finding));
    put_optional(out, "f_ssvc", finding.ssvc ? ssvc_words(say, *finding.ssvc) : "");
    put_flag(out, "f_critical_risk", finding.critical_risk);
    put_flag(out, "f_obsolete", finding.obsolete);
    put_optional(out, "f_attested", finding.attested_until.empty() ? "" : say.date(finding.attested_until));
}

void view_detail(const View& view, Node& out) {
    std::array<Findings, kCriticalities> by_level;
    for (const model::Finding* finding : ranked(view.audit, is_current))
        by_level.at(static_cast<std::size_t>(finding->criticality)).push_back(finding);

    NodeList levels;
    std::size_t cards_so_far = 0;
    bool still_cards = true;
    for (std::size_t i = kCriticalities; i-- > 0;) {
        const Findings& findings = by_level.at(i);
        if (findings.empty()) continue;
        const auto criticality = static_cast<model::Criticality>(i);
        cards_so_far += findings.size();
        still_cards = still_cards && cards_so_far <= kMostCards && criticality != model::Criticality::info;
        Node level;
        put(level, "level_name", view.say.word(criticality));
        put(level, "level_id", std::string(name_of(criticality)));
        put(level, "level_count", view.say.count("count.finding", findings.size()));
        NodeList cards;
        NodeList families;
        std::set<const model::Finding*> alone;
        for (const Findings& members : families_of(findings)) {
            const bool one_text = std::all_of(members.begin(), members.end(), [&](const model::Finding* member) {
                return member->cve == members.front()->cve;
            });
            const bool many = members.size() >= (one_text ? kFamilyFrom : kVulnerabilityFamilyFrom);
            if (!still_cards || many)
                families.add(family_view(view, members));
            else
                alone.insert(members.begin(), members.end());
        }
        for (const model::Finding* finding : findings)
            if (alone.contains(finding)) cards.add(card(view, *finding));
        cards.put_into(level, "cards");
        families.put_into(level, "families");
        levels.add(std::move(level));
    }
    levels.put_into(out, "levels");
    put_attestations(view, out);
    put_others(
        view, "set_aside", [](const model::Finding& f) { return f.certainty == model::Certainty::non_affecte; }, out);
    put_others(
        view, "fixed",
        [](const model::Finding& f) {
            return f.status == model::Status::corrige && f.certainty != model::Certainty::non_affecte;
        },
        out);
}

}  // namespace vigie::report
