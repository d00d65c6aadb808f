// SPDX-License-Identifier: Apache-2.0
#include "engine/translate.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.h"
#include "catalog/rules.h"
#include "engine/catalogues.h"
#include "engine/conclude.h"
#include "store/vulnerability_base.h"

namespace vigie::engine {
namespace {

using Gaps = std::vector<model::CoverageGap>;

// The audit as it would be concluded in this language, with the gaps alone that concluding adds.
model::Audit concluded_in(const model::Audit& audit, const Judges& judges, const std::string& lang) {
    model::Audit out = audit;
    out.lang = lang;
    out.coverage.not_tested = {passive_gap(true, lang)};
    out.coverage.blocked.clear();
    conclude(judges, nullptr, base::date_of(audit.started), out);
    return out;
}

// What the correlation wrote into the title of a finding that is no longer there to be judged again, in both languages.
constexpr std::array<std::array<std::string_view, 2>, 7> kTitleWords{
    {{" : ", ": "},
     {"(score inconnu)", "(score unknown)"},
     {", à confirmer", ", to be confirmed"},
     {"version qui n'est plus maintenue depuis le ", "version no longer maintained since "},
     {"version qui n'est plus maintenue", "version no longer maintained"},
     {"une vulnérabilité de score inférieur à 7 à confirmer", "one vulnerability below 7 to be confirmed"},
     {"vulnérabilités de score inférieur à 7 à confirmer", "vulnerabilities below 7 to be confirmed"}}};

// What the network side writes of what it could not look at.
constexpr std::array<std::array<std::string_view, 2>, 3> kGapWords{
    {{"l'hôte répond sur tous les ports : ", "the host answers on every port: "},
     {" ports hors de la liste prioritaire n'ont pas été examinés un par un",
      " ports outside the priority list were not examined one by one"},
     {"pas de réponse dans le délai", "no answer in time"}}};

template <std::size_t N>
std::string exchanged(std::string text, const std::array<std::array<std::string_view, 2>, N>& words,
                      const std::string& lang) {
    const std::size_t to = lang == "en" ? 1 : 0;
    for (const auto& pair : words) {
        const std::string_view old_words = pair.at(1 - to);
        if (const auto at = text.find(old_words); at != std::string::npos)
            text.replace(at, old_words.size(), pair.at(to));
    }
    return text;
}

bool has_only_its_place(const std::string& text) {
    std::string left = text;
    for (const std::string_view name : {"{address}", "{port}", "{endpoint}", "{name}"})
        for (auto at = left.find(name); at != std::string::npos; at = left.find(name)) left.erase(at, name.size());
    return left.find('{') == std::string::npos;
}

// A finding of the audit before, now repaired: nothing is left to judge, its rule still has the words.
void retell(const catalog::Rules& rules, const std::string& lang, model::Finding& finding) {
    const catalog::Rule* rule = rules.find(finding.rule);
    if (rule == nullptr) {
        finding.title = exchanged(finding.title, kTitleWords, lang);
        // A score: "(8,1)" in French, "(8.1)" in English.
        const std::string score_end = finding.title.ends_with(')') ? ")" : "),";
        const auto end = finding.title.find(score_end, finding.title.find('('));
        if (end != std::string::npos && end >= 2 && (finding.title[end - 2] == ',' || finding.title[end - 2] == '.'))
            finding.title[end - 2] = lang == "en" ? '.' : ',';
        return;
    }
    model::Facts place;
    place.set("service.address", finding.asset);
    place.set("name.value", finding.asset);
    place.set("service.port", static_cast<std::int64_t>(finding.port));
    const auto address = model::IpAddress::parse(finding.asset);
    place.set("service.endpoint",
              address ? model::Endpoint{*address, finding.port, finding.transport}.text() : finding.asset);
    const auto& words = rule->text(lang);
    const auto take = [&](const std::string& from, std::string& to) {
        if (has_only_its_place(from)) to = catalog::render_text(from, place, lang);
    };
    take(words.title, finding.title);
    take(words.impact, finding.impact);
    take(words.recommendation, finding.recommendation);
}

void take_words(const model::Audit& from, const catalog::Rules& rules, model::Audit& audit) {
    std::map<std::string, const model::Finding*> by_id;
    for (const model::Finding& finding : from.findings) by_id.emplace(finding.id, &finding);
    for (model::Finding& finding : audit.findings) {
        const auto found = by_id.find(finding.id);
        if (found == by_id.end()) {
            retell(rules, from.lang, finding);
            continue;
        }
        finding.title = found->second->title;
        finding.description = found->second->description;
        finding.impact = found->second->impact;
        finding.recommendation = found->second->recommendation;
        if (finding.certainty == found->second->certainty) finding.reason = found->second->reason;
    }
    for (model::Attestation& attestation : audit.attestations)
        for (const model::Finding& finding : audit.findings)
            if (finding.id == attestation.finding) attestation.title = finding.title;
}

// What a gap is about without its words: numbers, dates, addresses, names of products, "[rule] subject".
std::set<std::string> subject_of(const std::string& what) {
    const auto rule = what.find('[');
    std::set<std::string> out;
    for (const std::string_view word :
         base::split(std::string_view(what).substr(rule == std::string::npos ? 0 : rule), ' ')) {
        std::string bare;
        for (const char letter : word)
            if (std::string_view("():,").find(letter) == std::string_view::npos) bare += letter;
        if (bare.starts_with("d'")) bare.erase(0, 2);
        const bool named = std::any_of(bare.begin(), bare.end(), [](char letter) {
            return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') || letter == '[';
        });
        if (named && bare != "CVE" && bare != "CVEs") out.insert(bare);
    }
    return out;
}

// A gap that concluding wrote is written again; one whose counterpart cannot be told for sure keeps its words.
void exchange_gaps(const Gaps& old_words, const Gaps& new_words, Gaps& gaps) {
    std::map<std::set<std::string>, std::vector<const model::CoverageGap*>> written;
    std::map<std::set<std::string>, std::size_t> before;
    for (const model::CoverageGap& gap : new_words) written[subject_of(gap.what)].push_back(&gap);
    for (const model::CoverageGap& gap : old_words) ++before[subject_of(gap.what)];
    for (model::CoverageGap& gap : gaps) {
        if (std::find(old_words.begin(), old_words.end(), gap) == old_words.end()) continue;
        const auto subject = subject_of(gap.what);
        const auto found = written.find(subject);
        if (found != written.end() && found->second.size() == 1 && before[subject] == 1) gap = *found->second.front();
    }
    std::sort(gaps.begin(), gaps.end());
}

void take_reasons(model::Audit& audit) {
    model::Audit again = audit;
    decide(again);
    for (model::VerdictReason& reason : audit.verdict.reasons)
        for (const model::VerdictReason& words : again.verdict.reasons)
            if (words.rule == reason.rule && words.findings == reason.findings) reason.text = words.text;
}

}  // namespace

base::Result<void> translate(model::Audit& audit, const std::string& lang) {
    if (audit.lang == lang) return {};
    const auto catalogues = load_catalogues();
    if (!catalogues) return tl::unexpected(catalogues.error());
    const auto knowledge = load_knowledge(catalogues->folder);
    if (!knowledge) return tl::unexpected(knowledge.error());
    const auto base = store::open_base_for_reading(store::base_path_to_read());
    const Judges judges{catalogues->rules, *knowledge, base ? base->get() : nullptr};
    const model::Audit before = concluded_in(audit, judges, audit.lang);
    const model::Audit after = concluded_in(audit, judges, lang);
    take_words(after, catalogues->rules, audit);
    exchange_gaps(before.coverage.not_tested, after.coverage.not_tested, audit.coverage.not_tested);
    exchange_gaps(before.coverage.blocked, after.coverage.blocked, audit.coverage.blocked);
    for (model::CoverageGap& gap : audit.coverage.not_tested) gap.why = exchanged(gap.why, kGapWords, lang);
    for (model::CoverageGap& gap : audit.coverage.blocked) gap.why = exchanged(gap.why, kGapWords, lang);
    audit.lang = lang;
    take_reasons(audit);
    return {};
}

}  // namespace vigie::engine
