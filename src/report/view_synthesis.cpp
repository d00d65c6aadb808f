// SPDX-License-Identifier: Apache-2.0
// Chapters 2 and 3: the managerial and the technical summaries of 2.5.1.
#include <algorithm>
#include <map>
#include <set>

#include "report/view.h"

namespace vigie::report {
namespace {

constexpr std::size_t kManagerialRows = 10;
constexpr std::size_t kTechnicalRows = 150;
constexpr std::size_t kEvolutionRows = 40;
constexpr std::size_t kPlacesShown = 4;

bool serious_vulnerability(const model::Finding& f) {
    return is_current(f) && is_vulnerability(f) && f.criticality >= model::Criticality::haute;
}
bool current_vulnerability(const model::Finding& f) {
    return is_current(f) && is_vulnerability(f);
}
bool current_critical_risk(const model::Finding& f) {
    return is_current(f) && f.critical_risk;
}

std::string places(const Say& say, const std::vector<std::string>& all) {
    std::vector<std::string> shown(all.begin(),
                                   all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), kPlacesShown)));
    std::string out = say.list(shown);
    if (all.size() > kPlacesShown) out += " + " + say.number(all.size() - kPlacesShown);
    return out;
}

std::string more(const Say& say, std::size_t left_out) {
    return left_out == 0 ? "" : say.count("count.more", left_out);
}

// Findings that say the same thing of several places, in the order of the first of each.
struct Group {
    const model::Finding* first = nullptr;
    std::vector<std::string> places;
};

template <class Key>
std::vector<Group> grouped(const std::vector<const model::Finding*>& findings, Key key) {
    std::vector<Group> groups;
    std::map<std::string, std::size_t> position;
    for (const model::Finding* finding : findings) {
        const auto [found, added] = position.emplace(key(*finding), groups.size());
        if (added) groups.push_back({finding, {}});
        auto& list = groups.at(found->second).places;
        std::string place = place_of(*finding);
        if (std::find(list.begin(), list.end(), place) == list.end()) list.push_back(std::move(place));
    }
    return groups;
}

void put_groups(const View& view, const std::vector<Group>& groups, std::size_t most, const std::string& key,
                Node& out) {
    NodeList rows;
    for (const Group& group : groups) {
        if (rows.size() == most) break;
        Node row;
        put_finding_line(view, *group.first, row);
        put(row, "group_places", places(view.say, group.places));
        rows.add(std::move(row));
    }
    put_optional(out, (key + "_more").c_str(), more(view.say, groups.size() - rows.size()));
    rows.put_into(out, key);
}

void put_typology(const View& view, Node& out) {
    NodeList heads;
    for (std::size_t c = kCriticalities; c-- > 0;) heads.add(view.say.word(static_cast<model::Criticality>(c)));
    heads.put_into(out, "typology_heads");
    const auto cell = [&](const Tally& tally) {
        std::string text = view.say.number(tally.affected);
        if (tally.undetermined > 0) text += " + " + view.say.number(tally.undetermined) + " ?";
        return text;
    };
    NodeList rows;
    const auto add = [&](const std::string& label, const std::array<Tally, kCriticalities>& tallies, const Tally& total,
                         bool is_total) {
        Node row;
        put(row, "typology_label", label);
        put_flag(row, "typology_is_total", is_total);
        NodeList cells;
        for (std::size_t c = kCriticalities; c-- > 0;) cells.add(cell(tallies.at(c)));
        cells.add(cell(total));
        cells.put_into(row, "typology_cells");
        rows.add(std::move(row));
    };
    for (std::size_t category = 0; category < kCategories; ++category)
        add(view.say.word(static_cast<model::Category>(category)), view.summary.by_both.at(category),
            view.summary.by_category.at(category), false);
    add(view.say.text("managerial.total"), view.summary.by_criticality, view.summary.current, true);
    rows.put_into(out, "typology");
}

void put_verdict(const View& view, Node& out) {
    const Say& say = view.say;
    const model::Verdict& verdict = view.audit.verdict;
    put(out, "level_intro",
        say.text("managerial.level_intro",
                 {{"policy", say.text_or("policy." + verdict.policy, clean(verdict.policy))}}));
    NodeList reasons;
    for (const model::VerdictReason& reason : verdict.reasons) {
        Node row;
        put(row, "reason_text", say.prose(reason.text.empty() ? reason.rule : reason.text));
        put(row, "reason_rule", clean(reason.rule));
        put(row, "reason_clause", reason.clause.empty() ? say.text("report.empty") : clean(reason.clause));
        put(row, "reason_count", say.count("count.finding", reason.findings.size()));
        reasons.add(std::move(row));
    }
    reasons.put_into(out, "reasons");
    put_optional(out, "if_confirmed",
                 verdict.if_confirmed && *verdict.if_confirmed != verdict.level
                     ? say.text("managerial.if_confirmed", {{"level", say.word(*verdict.if_confirmed)}})
                     : "");
    NodeList readings;
    for (const auto& [policy, level] : verdict.alternatives) {
        Node row;
        put(row, "reading_name", say.text_or("policy." + policy, clean(policy)));
        put(row, "reading_meaning", say.text_or("policy." + policy + "_meaning", ""));
        put(row, "reading_level", say.word(level));
        put(row, "reading_class", level_class(level));
        put_flag(row, "reading_retained", policy == verdict.policy);
        readings.add(std::move(row));
    }
    readings.put_into(out, "readings");
}

// One line per vulnerable component: what an administrator upgrades is a component, not a CVE.
struct ComponentLine {
    std::array<Tally, kCriticalities> tallies;
    std::set<std::string> places;
    double top_score = 0;
    std::size_t exploited = 0;
};

void put_components(const View& view, Node& out) {
    std::map<std::string, ComponentLine> lines;
    std::vector<std::string> order;
    for (const model::Finding* finding : ranked(view.audit, current_vulnerability)) {
        const auto [found, added] = lines.try_emplace(finding->component);
        if (added) order.push_back(finding->component);
        ComponentLine& line = found->second;
        Tally& tally = line.tallies.at(static_cast<std::size_t>(finding->criticality));
        ++(finding->certainty == model::Certainty::affecte ? tally.affected : tally.undetermined);
        line.places.insert(place_of(*finding));
        if (finding->cvss) line.top_score = std::max(line.top_score, finding->cvss->score);
        if (finding->known_exploited) ++line.exploited;
    }
    NodeList rows;
    for (const std::string& component : order) {
        if (rows.size() == kTechnicalRows) break;
        const ComponentLine& line = lines.at(component);
        Node row;
        put(row, "component_name", component.empty() ? view.say.text("report.unknown") : clean(component));
        put(row, "component_places", places(view.say, {line.places.begin(), line.places.end()}));
        put_optional(row, "component_top", line.top_score > 0 ? view.say.decimal(line.top_score) : "");
        put_optional(row, "component_exploited", line.exploited > 0 ? view.say.number(line.exploited) : "");
        NodeList cells;
        for (std::size_t c = kCriticalities; c-- > 1;) {
            const Tally& tally = line.tallies.at(c);
            std::string text;
            if (tally.affected > 0) text = view.say.number(tally.affected);
            if (tally.undetermined > 0)
                text += (text.empty() ? "" : " + ") + view.say.number(tally.undetermined) + " ?";
            cells.add(text.empty() ? view.say.text("report.empty") : text);
        }
        cells.put_into(row, "component_cells");
        rows.add(std::move(row));
    }
    NodeList heads;
    for (std::size_t c = kCriticalities; c-- > 1;) heads.add(view.say.word(static_cast<model::Criticality>(c)));
    heads.put_into(out, "component_heads");
    put_optional(out, "components_more", more(view.say, order.size() - rows.size()));
    rows.put_into(out, "components");
}

void put_plan(const View& view, Node& out) {
    const Say& say = view.say;
    NodeList rows;
    NodeList steps;
    for (const PlanItem& item : view.plan) {
        if (!item.step.empty()) steps.add(say.prose(item.step));
        if (rows.size() == kTechnicalRows) continue;
        std::vector<std::string> where;
        for (const std::string& id : item.findings) {
            const auto found = view.finding_by_id.find(id);
            if (found == view.finding_by_id.end()) continue;
            std::string place = place_of(*found->second);
            if (std::find(where.begin(), where.end(), place) == where.end()) where.push_back(std::move(place));
        }
        Node row;
        put(row, "plan_rank", say.number(rows.size() + 1));
        put(row, "plan_title", say.prose(item.title));
        put_optional(row, "plan_how", say.prose(item.how));
        put(row, "plan_effort", item.effort.empty() ? say.text("plan.fallback_effort") : say.prose(item.effort));
        put(row, "plan_effect",
            item.effect.empty()
                ? say.text("plan.fallback_effect", {{"counts", say.count("count.finding", item.findings.size())}})
                : say.prose(item.effect));
        const std::string closes = say.count("count.finding", item.findings.size());
        const bool said = item.effect.empty() || say.prose(item.effect).find(closes) != std::string::npos;
        put_optional(row, "plan_closes", said ? "" : closes);
        put_optional(row, "plan_places", where.empty() ? "" : places(say, where));
        put_optional(row, "plan_step", item.step.empty() ? "" : say.prose(item.step));
        rows.add(std::move(row));
    }
    steps.put_into(out, "plan_steps");
    put_optional(out, "plan_more", more(say, view.plan.size() - rows.size()));
    rows.put_into(out, "plan");
}

void put_evolution(const View& view, Node& out) {
    put_flag(out, "evolution_first", view.audit.previous_id.empty());
    NodeList sections;
    using model::Status;
    for (const Status status :
         {Status::nouveau, Status::reapparu, Status::persistant, Status::corrige, Status::non_reteste}) {
        NodeList lines;
        std::size_t all = 0;
        std::vector<const model::Finding*> found;
        for (const model::Finding& finding : view.audit.findings)
            if (finding.status == status && finding.certainty != model::Certainty::non_affecte)
                found.push_back(&finding);
        std::stable_sort(found.begin(), found.end(),
                         [](const auto* a, const auto* b) { return a->criticality > b->criticality; });
        for (const model::Finding* finding : found) {
            if (all++ >= kEvolutionRows) continue;
            Node line;
            put_finding_line(view, *finding, line);
            lines.add(std::move(line));
        }
        Node section;
        put(section, "evolution_count", view.say.count("change." + std::string(name_of(status)), all));
        put_optional(section, "evolution_more", more(view.say, all - lines.size()));
        lines.put_into(section, "evolution_lines");
        sections.add(std::move(section));
    }
    sections.put_into(out, "evolution");
}

}  // namespace

void view_managerial(const View& view, Node& out) {
    put_verdict(view, out);
    put_typology(view, out);
    put_groups(
        view,
        grouped(ranked(view.audit, serious_vulnerability), [](const auto& f) { return f.cve + "|" + f.component; }),
        kManagerialRows, "top_vulnerabilities", out);
    put_groups(view,
               grouped(ranked(view.audit, current_critical_risk),
                       [](const auto& f) { return f.rule + "|" + f.title + "|" + std::string(name_of(f.certainty)); }),
               kManagerialRows, "top_risks", out);
}

void view_technical(const View& view, Node& out) {
    put_flag(out, "no_base", without_base(view.audit));
    put_components(view, out);
    NodeList risks;
    for (const model::Finding* finding : ranked(view.audit, current_critical_risk)) {
        if (risks.size() == kTechnicalRows) break;
        Node row;
        put_finding_line(view, *finding, row);
        risks.add(std::move(row));
    }
    risks.put_into(out, "risks");
    put_plan(view, out);
    put_evolution(view, out);
}

}  // namespace vigie::report
