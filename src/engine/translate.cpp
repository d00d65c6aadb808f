// SPDX-License-Identifier: Apache-2.0
#include "engine/translate.h"

#include <algorithm>
#include <map>

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
    out.attestations.clear();
    conclude(judges, nullptr, base::date_of(audit.started), out);
    return out;
}

void take_words(const model::Audit& from, model::Audit& audit) {
    std::map<std::string, const model::Finding*> by_id;
    for (const model::Finding& finding : from.findings) by_id.emplace(finding.id, &finding);
    for (model::Finding& finding : audit.findings) {
        const auto found = by_id.find(finding.id);
        if (found == by_id.end()) continue;
        finding.title = found->second->title;
        finding.description = found->second->description;
        finding.impact = found->second->impact;
        finding.recommendation = found->second->recommendation;
        if (finding.certainty == found->second->certainty) finding.reason = found->second->reason;
    }
}

// Gaps are exchanged together: which one says the same as which cannot be told.
void exchange_gaps(const Gaps& old_words, const Gaps& new_words, Gaps& gaps) {
    const bool all_there = std::all_of(old_words.begin(), old_words.end(), [&](const model::CoverageGap& gap) {
        return std::find(gaps.begin(), gaps.end(), gap) != gaps.end();
    });
    if (!all_there || old_words.size() != new_words.size()) return;
    std::erase_if(gaps, [&](const model::CoverageGap& gap) {
        return std::find(old_words.begin(), old_words.end(), gap) != old_words.end();
    });
    gaps.insert(gaps.end(), new_words.begin(), new_words.end());
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
    take_words(after, audit);
    exchange_gaps(before.coverage.not_tested, after.coverage.not_tested, audit.coverage.not_tested);
    audit.lang = lang;
    take_reasons(audit);
    return {};
}

}  // namespace vigie::engine
