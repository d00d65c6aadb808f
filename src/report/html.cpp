// SPDX-License-Identifier: Apache-2.0
#include "report/html.h"

#include <set>
#include <sstream>

#include "base/text.h"
#include "report/view.h"

namespace vigie::report {
namespace {

// Mustache prints nothing for a name that it does not know. Here a name that nobody set is an error instead.
class StrictContext final : public kainjow::mustache::basic_context<std::string> {
public:
    StrictContext(const Node& root, const catalog::Texts& texts) : texts_(texts) { stack_.push_back(&root); }

    void push(const Node* node) override { stack_.push_back(node); }
    void pop() override { stack_.pop_back(); }

    [[nodiscard]] const Node* get(const std::string& name) const override {
        if (name == ".") return stack_.back();
        if (name.starts_with("t.")) return text(name);
        for (auto node = stack_.rbegin(); node != stack_.rend(); ++node)
            if (const Node* value = (*node)->get(name)) return value;
        missing_.insert(name);
        return nullptr;
    }
    [[nodiscard]] const Node* get_partial(const std::string&) const override { return nullptr; }

    [[nodiscard]] const std::set<std::string>& missing() const { return missing_; }

private:
    [[nodiscard]] const Node* text(const std::string& name) const {
        if (const auto known = text_nodes_.find(name); known != text_nodes_.end()) return &known->second;
        const std::string* value = texts_.find(std::string_view(name).substr(2));
        if (value == nullptr) {
            missing_.insert(name);
            return nullptr;
        }
        return &text_nodes_.emplace(name, Node(*value)).first->second;
    }

    const catalog::Texts& texts_;
    std::vector<const Node*> stack_;
    mutable std::map<std::string, Node> text_nodes_;
    mutable std::set<std::string> missing_;
};

std::string names_of(const std::set<std::string>& names) {
    return base::join(std::vector<std::string>(names.begin(), names.end()), ", ");
}

}  // namespace

base::Result<std::string> render_html(const model::Audit& audit, const catalog::Texts& texts, const Template& page,
                                      const std::vector<PlanItem>& plan, const CheckTitles& checks) {
    const Say say(texts);
    const Summary summary = summarise(audit);
    const std::vector<PlanItem> own_plan = plan.empty() ? plan_from_recommendations(audit) : plan;
    View view{audit, say, summary, own_plan, checks, {}, {}, {}};
    for (const model::Finding& finding : audit.findings) view.finding_by_id.emplace(finding.id, &finding);
    for (const model::Evidence& evidence : audit.evidence) view.evidence_by_id.emplace(evidence.id, &evidence);

    Node root;
    put(root, "lang", texts.lang());
    view_cover(view, root);
    view_essential(view, root);
    view_perimeter(view, root);
    view_managerial(view, root);
    view_technical(view, root);
    view_detail(view, root);
    view_services(view, root);
    view_method(view, root);
    return render_page(root, say, texts, page);
}

base::Result<std::string> render_page(const Node& root, const Say& say, const catalog::Texts& texts,
                                      const Template& page) {
    if (!say.missing().empty())
        return base::fail(base::Errc::internal, "writing the report: no text is called " + names_of(say.missing()));

    kainjow::mustache::mustache mustache(page.source());
    StrictContext context(root, texts);
    std::ostringstream out;
    mustache.render(context, out);
    if (!mustache.is_valid())
        return base::fail(base::Errc::internal, "writing the report: " + mustache.error_message());
    if (!context.missing().empty())
        return base::fail(base::Errc::internal, "writing the report: no value for " + names_of(context.missing()));
    return std::move(out).str();
}

}  // namespace vigie::report
