// SPDX-License-Identifier: Apache-2.0
#include "report/families.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.h"

namespace vigie::report {
namespace {

constexpr std::size_t kRowDescription = 420;
constexpr std::size_t kRowEvidence = 160;
constexpr std::string_view kPlace = "\x01";

bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

// "port 445", ":445", "445/tcp": a lone number may be one that the advice names for every place ("445 et 139").
bool is_port_at(std::string_view text, std::size_t at, std::size_t end) {
    if ((at > 0 && is_digit(text[at - 1])) || (end < text.size() && is_digit(text[end]))) return false;
    const std::string_view before = text.substr(0, at);
    return before.ends_with("port ") || before.ends_with(':') || text.substr(end).starts_with('/');
}

void take_out(std::string& text, const std::string& word, bool is_port) {
    if (word.empty()) return;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
        const std::size_t end = at + word.size();
        if (is_port && !is_port_at(text, at, end)) {
            at = end;
            continue;
        }
        text.replace(at, word.size(), kPlace);
        at += kPlace.size();
    }
}

bool is_vulnerability_of_component(const model::Finding& finding) {
    return !finding.cve.empty() && !finding.component.empty();
}

// What the members of a family say in one of their texts.
class Shared {
public:
    using Text = std::string model::Finding::*;

    Shared(const Findings& members, Text text) : text_(text) {
        const model::Finding& first = *members.front();
        const std::string neutral = without_place(first.*text, first);
        common_ = sentences_of(first.*text);
        for (const model::Finding* member : members) {
            same_ = same_ && member->*text == first.*text;
            same_but_place_ = same_but_place_ && without_place(member->*text, *member) == neutral;
            if (same_ || same_but_place_) continue;
            const std::vector<std::string> theirs = sentences_of(member->*text);
            std::erase_if(common_, [&](const std::string& sentence) {
                return std::find(theirs.begin(), theirs.end(), sentence) == theirs.end();
            });
        }
        if (same_ || same_but_place_) common_ = {first.*text};
    }

    [[nodiscard]] bool is_example() const { return same_but_place_ && !same_; }
    [[nodiscard]] std::string common() const { return base::join(common_, " "); }
    [[nodiscard]] std::string own(const model::Finding& member) const {
        if (same_ || same_but_place_) return {};
        std::vector<std::string> rest = sentences_of(member.*text_);
        std::erase_if(rest, [&](const std::string& sentence) {
            return std::find(common_.begin(), common_.end(), sentence) != common_.end();
        });
        return base::join(rest, " ");
    }

private:
    Text text_;
    bool same_ = true;
    bool same_but_place_ = true;
    std::vector<std::string> common_;
};

// One line of the list: findings that differ in their place alone.
struct Row {
    Findings members;
    std::string description;
    std::string impact;
    std::string recommendation;
    std::string reason;
    std::string evidence;
};

std::string evidence_of(const View& view, const model::Finding& finding) {
    const auto found = view.evidence_by_id.find(finding.evidence);
    const bool known = found != view.evidence_by_id.end();
    // Bytes that are no text need the lines of an entry of their own.
    if (!known || found->second->reply.find('\0') != std::string::npos) return {};
    return show_bytes(found->second->reply, kRowEvidence);
}

std::vector<Row> rows_of(const View& view, const Findings& members, const Shared& description, const Shared& impact,
                         const Shared& recommendation, const Shared& reason) {
    using Key = std::tuple<std::string, model::Certainty, model::Status, std::string, std::string, std::string,
                           std::string, std::string, std::string, std::string>;
    std::vector<Row> rows;
    std::map<Key, std::size_t> position;
    // A vulnerability is described, and its doubt explained, once, whatever the number of its places.
    std::map<std::string, std::set<std::string>, std::less<>> told;
    for (const model::Finding* finding : members) {
        const bool is_cve = !finding->cve.empty();
        const bool again = is_cve && told.contains(finding->cve);
        const bool same_doubt = is_cve && !told[finding->cve].insert(finding->reason).second;
        Row row;
        row.members = {finding};
        row.recommendation = recommendation.own(*finding);
        if (!again) {
            row.description = sentences(description.own(*finding), kRowDescription);
            std::vector<std::string> effects = sentences_of(impact.own(*finding));
            // The line has the probability as a number already.
            std::erase_if(effects, [](const std::string& text) { return text.find("(EPSS)") != std::string::npos; });
            row.impact = base::join(effects, " ");
        }
        // What was measured is in the evidence and in audit.json; a doubt is always explained.
        const bool explained = !finding->reason.empty() && row.description.find(finding->reason) != std::string::npos;
        if (finding->certainty != model::Certainty::affecte && !explained && !same_doubt)
            row.reason = reason.own(*finding);
        const bool serious = finding->criticality >= model::Criticality::haute;
        if (!is_cve && serious && finding != members.front()) row.evidence = evidence_of(view, *finding);
        const auto [found, added] =
            position.emplace(Key{finding->cve, finding->certainty, finding->status, view.say.date(finding->first_seen),
                                 finding->cvss ? finding->cvss->vector : "", is_cve ? "" : row.description,
                                 is_cve ? "" : row.impact, row.recommendation, row.reason, row.evidence},
                             rows.size());
        if (added)
            rows.push_back(std::move(row));
        else
            rows.at(found->second).members.push_back(finding);
    }
    return rows;
}

Node row_view(const View& view, const Row& row, bool same_references) {
    const model::Finding& first = *row.members.front();
    Node out;
    put_finding_line(view, first, out);
    NodeList places;
    for (const model::Finding* finding : row.members) {
        Node place;
        put_flag(place, "place_next", !places.empty());
        put(place, "place_anchor", anchor_of(finding->id));
        put(place, "place_text", place_of(*finding));
        places.add(std::move(place));
    }
    places.put_into(out, "row_places");
    put(out, "row_first_seen", view.say.date(first.first_seen));
    put_optional(out, "row_text", view.say.prose(row.description));
    put_optional(out, "row_impact", view.say.prose(row.impact));
    put_optional(out, "row_recommendation", view.say.prose(row.recommendation));
    put_optional(out, "row_reason", view.say.prose(row.reason));
    put_optional(out, "row_vector", first.cvss ? clean(first.cvss->vector) : "");
    put_optional(out, "row_evidence", row.evidence);
    // The number of a vulnerability is reference enough.
    const bool refers = first.cve.empty() && !first.references.empty() && !same_references;
    put_optional(out, "row_reference", refers ? clean(first.references.front(), 256) : "");
    return out;
}

}  // namespace

std::string without_place(std::string text, const model::Finding& finding) {
    take_out(text, place_of(finding), false);
    if (!finding.asset.empty()) take_out(text, "[" + finding.asset + "]", false);  // IPv6 before its port
    take_out(text, finding.asset, false);
    if (finding.port != 0) take_out(text, std::to_string(finding.port), true);
    return text;
}

std::vector<Findings> families_of(const Findings& findings) {
    std::map<std::tuple<std::string, std::string, std::string, std::string>, std::size_t> position;
    std::vector<Findings> families;
    for (const model::Finding* finding : findings) {
        const auto key = is_vulnerability_of_component(*finding)
                             ? std::make_tuple(finding->rule, finding->component, std::string(), std::string())
                             : std::make_tuple(finding->rule, without_place(finding->title, *finding),
                                               without_place(finding->impact, *finding),
                                               without_place(finding->recommendation, *finding));
        const auto [found, added] = position.emplace(key, families.size());
        if (added) families.emplace_back();
        families.at(found->second).push_back(finding);
    }
    for (Findings& family : families) {
        std::map<std::string_view, std::size_t> order;
        for (const model::Finding* finding : family) order.emplace(finding->cve, order.size());
        std::stable_sort(family.begin(), family.end(),
                         [&](const auto* a, const auto* b) { return order.at(a->cve) < order.at(b->cve); });
    }
    return families;
}

Node family_view(const View& view, const Findings& members) {
    const Say& say = view.say;
    const model::Finding& first = *members.front();
    const Shared title(members, &model::Finding::title);
    const Shared description(members, &model::Finding::description);
    const Shared impact(members, &model::Finding::impact);
    const Shared recommendation(members, &model::Finding::recommendation);
    const Shared reason(members, &model::Finding::reason);
    Node out;
    put_finding_line(view, first, out);
    std::string name = say.prose(title.common());
    if (is_vulnerability_of_component(first) && members.size() > 1)
        name = say.prose(first.component);
    else if (title.is_example())
        name += say.count("count.and_other", members.size() - 1);
    put(out, "family_title", name);
    put(out, "family_count", say.count("count.finding", members.size()));
    const bool example = description.is_example() || impact.is_example() || recommendation.is_example();
    put_optional(out, "family_example", example ? say.text("detail.example", {{"place", place_of(first)}}) : "");
    put_optional(out, "family_description", say.prose(description.common()));
    put_optional(out, "family_impact", say.prose(impact.common()));
    put_optional(out, "family_recommendation", say.prose(recommendation.common()));
    const bool measured_nothing = base::trim(reason.common()).ends_with("=");
    put_optional(out, "family_reason", measured_nothing ? "" : say.prose(reason.common()));
    const bool same_references = std::all_of(
        members.begin(), members.end(), [&](const auto* member) { return member->references == first.references; });
    const bool names_references = same_references && first.cve.empty();
    put_optional(out, "family_references", names_references ? clean(base::join(first.references, " · "), 512) : "");
    const bool doubtful = std::all_of(members.begin(), members.end(), [](const auto* member) {
        return member->certainty == model::Certainty::indetermine;
    });
    put_flag(out, "family_doubt", doubtful);
    NodeList rows;
    for (const Row& row : rows_of(view, members, description, impact, recommendation, reason))
        rows.add(row_view(view, row, same_references));
    rows.put_into(out, "family_rows");
    put_evidence(view, first, out);
    return out;
}

}  // namespace vigie::report
