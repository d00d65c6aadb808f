// SPDX-License-Identifier: Apache-2.0
// From the audit to the values that the template prints, chapter by chapter. Internal to the report: it pulls the
// Mustache header in. Every value is text made safe here (clean, prose) and escaped by Mustache; only the pictures
// drawn by svg.h are inserted as they are.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <kainjow/mustache.hpp>

#include "model/audit.h"
#include "report/checks.h"
#include "report/format.h"
#include "report/plan_item.h"
#include "report/summary.h"
#include "report/template.h"

namespace vigie::report {

using Node = kainjow::mustache::data;

inline void put(Node& node, const char* key, std::string value) {
    node[key] = Node(std::move(value));
}
inline void put_flag(Node& node, const char* key, bool value) {
    node[key] = Node(value);
}
// An empty text counts as absent, so that {{#key}} and {{^key}} work.
inline void put_optional(Node& node, const char* key, std::string value) {
    node[key] = value.empty() ? Node(false) : Node(std::move(value));
}

class NodeList {
public:
    void add(Node&& node) { items_.push_back(std::move(node)); }
    void add(std::string text) { items_.emplace_back(std::move(text)); }
    [[nodiscard]] bool empty() const { return items_.empty(); }
    [[nodiscard]] std::size_t size() const { return items_.size(); }
    // The list under key, and key_any = is there something? (for titles and tables around the items)
    void put_into(Node& node, const std::string& key) {
        node[key + "_any"] = Node(!items_.empty());
        node[key] = Node(items_);
    }

private:
    kainjow::mustache::list items_;
};

// What every chapter needs.
struct View {
    const model::Audit& audit;
    const Say& say;
    const Summary& summary;
    const std::vector<PlanItem>& plan;
    const CheckTitles& checks;
    std::map<std::string, const model::Finding*, std::less<>> finding_by_id;
    std::map<std::string, const model::Evidence*, std::less<>> evidence_by_id;
    mutable std::map<std::string, std::string> evidence_shown;  // id -> anchor of the finding that shows it
};

void view_cover(const View& view, Node& out);
void view_essential(const View& view, Node& out);
void view_perimeter(const View& view, Node& out);
void view_domains(const View& view, Node& out);  // a part of the perimeter chapter
void view_managerial(const View& view, Node& out);
void view_technical(const View& view, Node& out);
void view_detail(const View& view, Node& out);
std::string anchor_of(const std::string& id);  // of the entry that shows the finding
void put_evidence(const View& view, const model::Finding& finding, Node& out);
void view_services(const View& view, Node& out);
void view_tls(const View& view, Node& out);  // a part of the services chapter
void view_method(const View& view, Node& out);

// The template filled in. Errors: internal, naming the text or the value that is missing.
base::Result<std::string> render_page(const Node& root, const Say& say, const catalog::Texts& texts,
                                      const Template& page);

// Badges that several chapters print: criticality, certainty, status, place, score of one finding.
void put_finding_line(const View& view, const model::Finding& finding, Node& out);
std::string level_class(model::Level level);          // css class: "vert", "orange", "rouge"
bool without_base(const model::Audit& audit);         // no vulnerability base was loaded
std::size_t unseen_count(const model::Audit& audit);  // what was blocked or not tested, as the lines of 6.4 and 6.5
// Checks of single services that failed, by check and reason, with the number of services; what was left out on purpose
// has its own gap.
using FailedChecks = std::map<std::pair<std::string, std::string>, std::size_t>;
FailedChecks failed_checks(const model::Audit& audit);

}  // namespace vigie::report
