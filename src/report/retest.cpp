// SPDX-License-Identifier: Apache-2.0
#include "report/retest.h"

#include "report/view.h"

namespace vigie::report {
namespace {

const char* name_of(RetestOutcome outcome) {
    switch (outcome) {
        case RetestOutcome::present: return "present";
        case RetestOutcome::fixed: return "fixed";
        case RetestOutcome::not_tested: break;
    }
    return "not_tested";
}

// The colour of the banner says the same as its words.
const char* class_of(RetestOutcome outcome) {
    switch (outcome) {
        case RetestOutcome::present: return "rouge";
        case RetestOutcome::fixed: return "vert";
        case RetestOutcome::not_tested: break;
    }
    return "orange";
}

}  // namespace

base::Result<std::string> render_retest(const RetestPage& page, const std::string& lang,
                                        const std::filesystem::path& data) {
    const auto texts = catalog::load_texts(data / "texts", lang);
    if (!texts) return tl::unexpected(texts.error());
    const auto form = Template::load(data / "templates", "retest.mustache", *texts);
    if (!form) return tl::unexpected(form.error());
    const Say say(*texts);
    const Summary summary = summarise(page.before);
    const std::vector<PlanItem> no_plan;
    const CheckTitles no_checks;
    View view{page.before, say, summary, no_plan, no_checks, {}, {}, {}};
    for (const model::Evidence& evidence : page.before.evidence) view.evidence_by_id.emplace(evidence.id, &evidence);
    for (const model::Evidence& evidence : page.evidence) view.evidence_by_id[evidence.id] = &evidence;

    const bool present = page.outcome == RetestOutcome::present;
    const model::Finding& finding = present ? page.now : page.was;
    Node root;
    put(root, "lang", texts->lang());
    put(root, "tool_version", clean(page.before.tool_version));
    put(root, "organisation_name", clean(page.before.perimeter.organisation.name));
    put(root, "tlp_label", clean(page.before.tlp));
    put(root, "retest_at", say.instant(page.at));
    put(root, "retest_class", class_of(page.outcome));
    put(root, "retest_word", say.text(std::string("retest.") + name_of(page.outcome)));
    put(root, "retest_meaning", say.text(std::string("retest.") + name_of(page.outcome) + "_meaning"));
    put_optional(root, "retest_why", say.prose(as_sentence(page.why)));
    put(root, "audit_id", clean(page.before.id));
    put(root, "audit_date", say.date(base::date_of(page.before.started)));
    put_finding_line(view, finding, root);
    put_optional(root, "card_description", say.prose(finding.description));
    put_optional(root, "card_impact", say.prose(finding.impact));
    put_optional(root, "card_recommendation", say.prose(finding.recommendation));
    put(root, "card_first_seen", say.date(page.was.first_seen));
    put_flag(root, "retest_shows", page.outcome != RetestOutcome::fixed);
    put_flag(root, "retest_old", page.outcome == RetestOutcome::not_tested);
    put_evidence(view, finding, root);
    return render_page(root, say, *texts, *form);
}

}  // namespace vigie::report
