// SPDX-License-Identifier: Apache-2.0
// The cover and the page for the direction: what somebody who reads nothing else must have understood.
#include <algorithm>

#include "base/text.h"
#include "report/svg.h"
#include "report/view.h"

namespace vigie::report {
namespace {

using model::Level;

constexpr std::size_t kFirstActions = 3;
constexpr std::size_t kHowShown = 260;

struct Tlp {
    std::string label;    // "TLP:AMBER+STRICT"
    std::string css;      // "amber"
    std::string meaning;  // in the language, "" when the label is none of TLP 2.0
};

// TLP 1 wrote WHITE and sometimes spaces; labels are never translated.
Tlp tlp_of(const Say& say, std::string_view text) {
    std::string label;
    for (const char character : clean(text, 64))
        if (character != ' ')
            label += character >= 'a' && character <= 'z' ? static_cast<char>(character - 32) : character;
    if (!label.starts_with("TLP:")) label = "TLP:" + label;
    if (label == "TLP:WHITE") label = "TLP:CLEAR";
    std::string key = label.substr(4);
    std::replace(key.begin(), key.end(), '+', '_');
    const std::string meaning = say.text_or("tlp." + key, "");
    const std::string css = meaning.empty() ? "amber" : base::to_lower(key.substr(0, key.find('_')));
    return {label, css, meaning};
}

void add_row(const Say& say, NodeList& rows, std::string_view label, const std::string& value) {
    if (value.empty()) return;
    Node row;
    put(row, "label", say.text(label));
    put(row, "value", value);
    rows.add(std::move(row));
}

std::string counts_when_red(const Say& say, const Summary& s) {
    std::vector<std::string> parts;
    if (s.critical_risks.affected > 0) parts.push_back(say.count("count.risk", s.critical_risks.affected));
    if (s.critical_vulnerabilities.affected > 0)
        parts.push_back(say.count("count.critical_vulnerability", s.critical_vulnerabilities.affected));
    if (s.critical_other.affected > 0) parts.push_back(say.count("count.critical_other", s.critical_other.affected));
    return say.enumerate(parts);
}

std::string counts_when_orange(const Say& say, const Summary& s) {
    std::vector<std::string> parts;
    if (s.high.affected > 0) parts.push_back(say.count("count.high", s.high.affected));
    if (s.obsolete.affected > 0) parts.push_back(say.count("count.obsolete", s.obsolete.affected));
    return say.enumerate(parts);
}

std::string because(const View& view) {
    const Say& say = view.say;
    const std::string red = counts_when_red(say, view.summary);
    const std::string orange = counts_when_orange(say, view.summary);
    switch (view.audit.verdict.level) {
        case Level::rouge: {
            if (red.empty()) return say.text("essential.because_unknown");
            const auto worst = ranked(view.audit, [](const model::Finding& f) {
                return is_current(f) && f.certainty == model::Certainty::affecte &&
                       (f.critical_risk || f.criticality == model::Criticality::critique);
            });
            // The one that the plan begins with, so that the page says one thing.
            const auto begins = [&](const model::Finding* finding) {
                return !view.plan.empty() && !view.plan.front().findings.empty() &&
                       finding->id == view.plan.front().findings.front();
            };
            const auto chosen = std::find_if(worst.begin(), worst.end(), begins);
            const model::Finding& first = chosen == worst.end() ? *worst.front() : **chosen;
            return say.text("essential.because_rouge",
                            {{"counts", red}, {"worst", say.prose(first.title)}, {"place", place_of(first)}});
        }
        case Level::orange:
            if (orange.empty()) return say.text("essential.because_orange_undetermined");
            return say.text("essential.because_orange", {{"counts", orange}});
        case Level::vert:
            if (orange.empty()) return say.text("essential.because_vert");
            return say.text("essential.because_vert_tolerated",
                            {{"policy", say.text_or("policy." + view.audit.verdict.policy, "")}, {"counts", orange}});
    }
    return {};
}

std::string limit(const View& view) {
    const Say& say = view.say;
    const Summary& s = view.summary;
    if (!view.audit.finished) return say.text("essential.limit_unfinished");
    if (without_base(view.audit)) return say.text("essential.limit_no_base");
    const std::size_t serious =
        s.by_criticality[static_cast<std::size_t>(model::Criticality::critique)].undetermined + s.high.undetermined;
    const std::size_t unseen = unseen_count(view.audit);
    const auto& confirmed = view.audit.verdict.if_confirmed;
    const std::string doubts = say.count("count.undetermined_serious", serious);
    if (serious > 0 && unseen > 0 && confirmed && *confirmed != view.audit.verdict.level)
        return say.text(
            "essential.limit_both",
            {{"counts", doubts}, {"level", say.word(*confirmed)}, {"unseen", say.count("count.unseen", unseen)}});
    if (serious > 0 && confirmed && *confirmed != view.audit.verdict.level)
        return say.text("essential.limit_confirm", {{"counts", doubts}, {"level", say.word(*confirmed)}});
    if (unseen > 0) return say.text("essential.limit_unseen", {{"counts", say.count("count.unseen", unseen)}});
    if (serious > 0) return say.text("essential.limit_confirm_same", {{"counts", doubts}});
    return say.text("essential.limit_nothing");
}

void put_changes(const View& view, Node& out) {
    const Say& say = view.say;
    if (view.audit.previous_id.empty()) {
        put(out, "essential_changes", say.text("essential.changes_first"));
        put_optional(out, "essential_trend", "");
        return;
    }
    const auto count = [&](model::Status status) {
        return say.count("change." + std::string(name_of(status)),
                         view.summary.by_status.at(static_cast<std::size_t>(status)));
    };
    put(out, "essential_changes",
        say.text("essential.changes", {{"nouveau", count(model::Status::nouveau)},
                                       {"persistant", count(model::Status::persistant)},
                                       {"corrige", count(model::Status::corrige)},
                                       {"reapparu", count(model::Status::reapparu)},
                                       {"non_reteste", count(model::Status::non_reteste)}}));
    const auto& by = view.summary.by_status;
    const std::size_t more =
        by[static_cast<std::size_t>(model::Status::nouveau)] + by[static_cast<std::size_t>(model::Status::reapparu)];
    const std::size_t less = by[static_cast<std::size_t>(model::Status::corrige)];
    put_optional(out, "essential_trend",
                 say.text(less > more   ? "essential.changes_better"
                          : less < more ? "essential.changes_worse"
                                        : "essential.changes_same"));
}

std::vector<Bar> criticality_bars(const View& view) {
    std::vector<Bar> bars;
    for (std::size_t i = kCriticalities; i-- > 0;) {
        const auto value = static_cast<model::Criticality>(i);
        bars.push_back({view.say.word(value), view.say.text("letter." + std::string(name_of(value))), colour_of(value),
                        view.summary.by_criticality.at(i)});
    }
    return bars;
}

std::vector<Bar> category_bars(const View& view) {
    std::vector<Bar> bars;
    for (std::size_t i = 0; i < kCategories; ++i)
        bars.push_back({view.say.word(static_cast<model::Category>(i)), "", "#334155", view.summary.by_category.at(i)});
    return bars;
}

}  // namespace

std::string level_class(Level level) {
    return std::string(name_of(level));
}

bool without_base(const model::Audit& audit) {
    return std::none_of(audit.feeds.begin(), audit.feeds.end(),
                        [](const model::FeedState& feed) { return feed.records > 0; });
}

std::size_t unseen_count(const model::Audit& audit) {
    return audit.coverage.not_tested.size() + failed_checks(audit).size() + audit.coverage.blocked.size();
}

void view_cover(const View& view, Node& out) {
    const Say& say = view.say;
    const model::Audit& audit = view.audit;
    const model::Perimeter& perimeter = audit.perimeter;
    const model::Organisation& organisation = perimeter.organisation;
    put(out, "organisation_name", clean(organisation.name));
    put(out, "level_word", say.word(audit.verdict.level));
    put(out, "level_class", level_class(audit.verdict.level));
    const Tlp tlp = tlp_of(say, audit.tlp);
    put(out, "tlp_label", tlp.label);
    // Browsers know no named strings: the label that their paper bears stands in the style itself.
    put_optional(out, "tlp_page", tlp.meaning.empty() ? "" : tlp.label);
    put(out, "tlp_class", tlp.css);
    put(out, "tlp_meaning", tlp.meaning);
    put(out, "audit_date", say.date(base::date_of(audit.finished.value_or(audit.started))));
    put(out, "tool_version", clean(audit.tool_version));

    NodeList rows;
    add_row(say, rows, "cover.finess_ej", clean(organisation.finess_ej));
    if (!organisation.finess_eg.empty()) add_row(say, rows, "cover.finess_eg", clean(say.list(organisation.finess_eg)));
    add_row(say, rows, "cover.siret", clean(organisation.siret));
    add_row(say, rows, "cover.ght", clean(organisation.ght));
    add_row(say, rows, "cover.region", clean(organisation.region));
    add_row(say, rows, "cover.started", say.instant(audit.started));
    add_row(say, rows, "cover.finished", audit.finished ? say.instant(*audit.finished) : say.text("cover.unfinished"));
    add_row(say, rows, "cover.audit_id", clean(audit.id));
    add_row(say, rows, "cover.previous",
            audit.previous_id.empty() ? say.text("report.first_audit") : clean(audit.previous_id));
    add_row(say, rows, "cover.auditor", clean(perimeter.actors.auditor));
    add_row(say, rows, "cover.provider",
            perimeter.actors.provider_siren.empty() ? say.text("cover.no_provider")
                                                    : clean(perimeter.actors.provider_siren));
    if (!perimeter.authorisation.reference.empty())
        add_row(say, rows, "cover.authorisation",
                say.text("cover.authorisation_value", {{"reference", clean(perimeter.authorisation.reference)},
                                                       {"signatory", clean(perimeter.authorisation.signatory)},
                                                       {"start", say.date(perimeter.authorisation.start)},
                                                       {"end", say.date(perimeter.authorisation.end)}}));
    rows.put_into(out, "cover_rows");
}

void view_essential(const View& view, Node& out) {
    const Say& say = view.say;
    put(out, "sentence_level", say.text("essential.level_" + level_class(view.audit.verdict.level)));
    put(out, "sentence_because", because(view));
    put(out, "sentence_limit", limit(view));
    put_changes(view, out);
    put(out, "essential_seen",
        say.text("essential.seen", {{"addresses", say.count("count.address", view.summary.hosts_alive)},
                                    {"services", say.count("count.service", view.summary.services)}}));
    put(out, "chart_criticality",
        draw_bars(say, "chart-criticality", say.text("chart.criticality_title"), criticality_bars(view)));
    put(out, "chart_category", draw_bars(say, "chart-category", say.text("chart.category_title"), category_bars(view)));
    NodeList first;
    for (std::size_t i = 0; i < std::min(kFirstActions, view.plan.size()); ++i) {
        Node item;
        put(item, "first_title", say.prose(view.plan[i].title));
        put_optional(item, "first_how", say.prose(sentences(view.plan[i].how, kHowShown)));
        put_optional(item, "first_effort", say.prose(view.plan[i].effort));
        put_optional(item, "first_effect",
                     view.plan[i].effect.empty()
                         ? say.text("plan.fallback_effect",
                                    {{"counts", say.count("count.finding", view.plan[i].findings.size())}})
                         : say.prose(view.plan[i].effect));
        first.add(std::move(item));
    }
    first.put_into(out, "first");
}

}  // namespace vigie::report
