// SPDX-License-Identifier: Apache-2.0
#include "assess/assess.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "assess/subject.h"
#include "base/text.h"
#include "model/reason.h"

namespace vigie::assess {
namespace {

using catalog::render_component;
using catalog::render_text;
using catalog::Rule;
using catalog::Subject;
using catalog::Truth;
using model::Access;
using model::Finding;

constexpr std::size_t kReasonFacts = 6;

// One thing that rules are asked about, whatever its kind.
struct Case {
    Subject subject = Subject::service;
    model::Facts facts;
    std::string asset;  // finding.asset
    model::Port port = 0;
    model::Transport transport = model::Transport::tcp;
    std::string shown;  // 192.0.2.1:22/tcp, or the name
    std::string evidence;
    int qod = 0;  // 0 = no limit from the identification
    const std::vector<model::Attempt>* attempts = nullptr;
    const std::map<std::string, std::string>* proofs = nullptr;
};

// The exchange that shows what the rule looks at; what the service was recognised by where no fact has its own.
const std::string& evidence_of(const Rule& rule, const Case& item) {
    if (item.proofs != nullptr)
        for (const std::string& name : rule.when.names())
            if (const auto found = item.proofs->find(name); found != item.proofs->end()) return found->second;
    return item.evidence;
}

// The more a service must be kept from the public, the higher it ranks.
int rank(Access access) {
    switch (access) {
        case Access::open: return 0;
        case Access::internal: return 1;
        case Access::administration: return 2;
        case Access::data: return 3;
    }
    return 0;
}

std::string prefix_of(std::string_view fact) {
    return std::string(fact.substr(0, fact.find('.')));
}

// Why a rule has no answer: the attempt of the very fact that is missing first, then any failed attempt of the same
// protocol. Nothing missing means that what was observed settles nothing.
std::string why_unknown(const Rule& rule, const Case& item, bool french) {
    const std::vector<std::string> missing = rule.missing(item.facts);
    const std::vector<std::string>& concerned = missing.empty() ? rule.when.names() : missing;
    const model::Attempt* found = nullptr;
    if (item.attempts != nullptr)
        for (const model::Attempt& attempt : *item.attempts) {
            if (attempt.outcome == model::Attempt::Outcome::done) continue;
            const bool exact = std::find(concerned.begin(), concerned.end(), attempt.check) != concerned.end();
            const bool related = std::any_of(concerned.begin(), concerned.end(), [&](const std::string& fact) {
                return prefix_of(fact) == prefix_of(attempt.check);
            });
            if (exact || (related && found == nullptr)) found = &attempt;
            if (exact) break;
        }
    std::string why = missing.empty() ? (french ? "non concluant : " : "not conclusive: ")
                                      : (french ? "non obtenu : " : "not obtained: ");
    why += base::join(concerned, ", ");
    if (found != nullptr && !found->why.empty())
        why += " (" + base::printable(model::reason_for_people(found->why, french ? "fr" : "en"), 200) + ")";
    return why;
}

// A rule that applies only where a fact exists says nothing where it does not; but when the very check that would have
// given the fact failed, nobody knows whether the rule applies.
bool was_not_learnt(const Rule& rule, const Case& item) {
    if (item.attempts == nullptr || !rule.applies) return false;
    const std::vector<std::string>& asked = rule.applies->guarded();
    return std::any_of(item.attempts->begin(), item.attempts->end(), [&](const model::Attempt& attempt) {
        return attempt.outcome != model::Attempt::Outcome::done && !item.facts.has(attempt.check) &&
               std::find(asked.begin(), asked.end(), attempt.check) != asked.end();
    });
}

std::string reason_of(const Rule& rule, const Case& item, std::string_view lang) {
    const std::string& written = rule.text(lang).reason;
    if (!written.empty()) return render_text(written, item.facts, lang);
    std::vector<std::string> seen;
    for (const std::string& name : rule.when.names()) {
        const model::FactValue* value = item.facts.find(name);
        if (value != nullptr && seen.size() < kReasonFacts)
            seen.push_back(name + " = " + catalog::display(*value, lang));
    }
    if (seen.empty()) return {};
    return lang == "en" ? "observed: " + base::join(seen, "; ") : "observé : " + base::join(seen, " ; ");
}

Finding finding_of(const Rule& rule, const Case& item, std::string_view lang) {
    const catalog::RuleText& text = rule.text(lang);
    Finding finding;
    finding.rule = rule.id;
    finding.category = rule.category;
    finding.criticality = rule.criticality;
    finding.component = render_component(rule.component, item.facts);
    finding.asset = item.asset;
    finding.port = item.port;
    finding.transport = item.transport;
    finding.title = render_text(text.title, item.facts, lang);
    finding.description = render_text(text.description, item.facts, lang);
    finding.impact = render_text(text.impact, item.facts, lang);
    finding.recommendation = render_text(text.recommendation, item.facts, lang);
    finding.clause = rule.clause;
    finding.critical_risk = rule.critical_risk;
    finding.certainty = rule.certainty;
    finding.reason = reason_of(rule, item, lang);
    finding.qod = item.qod > 0 ? std::min(rule.qod, item.qod) : rule.qod;
    finding.evidence = evidence_of(rule, item);
    finding.references = rule.references;
    // One rule speaks once about one endpoint or name: nothing that changes with a version may enter the identity.
    const std::string site = item.facts.text("service.site");
    if (!site.empty()) finding.component += finding.component.empty() ? site : " (" + site + ")";
    finding.id = finding_id(finding, site);
    return finding;
}

// A site under a name of its own has no TLS, no certificate and no port of its own: only what its pages show.
bool concerns_site(const Rule& rule, const Case& item) {
    if (!item.facts.has("service.site")) return true;
    const std::vector<std::string>& names = rule.when.names();
    return std::any_of(names.begin(), names.end(), [](const std::string& name) {
        return name.starts_with("http.") || name.starts_with("web.") || name.starts_with("data.");
    });
}

class Assessor {
public:
    Assessor(const catalog::Rules& rules, std::string_view lang) : rules_(rules), lang_(lang) {}

    void look_at(const Case& item) {
        for (const Rule& rule : rules_.rules()) {
            if (rule.subject != item.subject || !concerns_site(rule, item)) continue;
            const Truth truth = rule.evaluate(item.facts);
            // A rule without a condition of application is about everything: only when it speaks was it really a check.
            const bool about = rule.applies ? rule.applies->evaluate(item.facts) == Truth::yes : truth == Truth::yes;
            if (about && truth != Truth::unknown) checks_.insert(rule.id);
            if (truth == Truth::yes) fire(rule, item);
            if (truth == Truth::unknown || (!about && truth == Truth::no && was_not_learnt(rule, item)))
                note(rule, item);
        }
        if (item.subject == Subject::service && !item.facts.has("service.site")) set_access(item);
    }

    Assessment take() {
        out_.checks_run.assign(checks_.begin(), checks_.end());
        return std::move(out_);
    }

private:
    void fire(const Rule& rule, const Case& item) {
        out_.findings.push_back(finding_of(rule, item, lang_));
        if (rule.access) raise(*rule.access);
    }

    void note(const Rule& rule, const Case& item) {
        const bool french = lang_ != "en";
        const std::string why = why_unknown(rule, item, french);
        const std::string title = render_text(rule.text(lang_).title, item.facts, lang_);
        out_.not_tested.push_back(
            {(french ? "non vérifié : " : "not checked: ") + title + " " + gap_subject(rule.id, item.shown), why});
        if (rule.when_unknown != catalog::WhenUnknown::finding) return;
        Finding finding = finding_of(rule, item, lang_);
        finding.certainty = model::Certainty::indetermine;
        finding.reason = why;
        out_.findings.push_back(std::move(finding));
    }

    void set_access(const Case& item) {
        for (const catalog::AccessRule& rule : rules_.access())
            if (rule.when.evaluate(item.facts) == Truth::yes) raise(rule.access);
        const auto address = model::IpAddress::parse(item.asset);
        if (access_ && address) out_.access[{*address, item.port, item.transport}] = *access_;
        access_.reset();
    }

    void raise(Access access) {
        if (!access_ || rank(access) > rank(*access_)) access_ = access;
    }

    const catalog::Rules& rules_;
    std::string_view lang_;
    std::set<std::string> checks_;
    std::optional<Access> access_;  // of the service being looked at
    Assessment out_;
};

std::vector<Case> cases_of(const model::Audit& audit) {
    std::map<model::IpAddress, const model::Asset*> assets;
    for (const model::Asset& asset : audit.assets) assets.emplace(asset.address, &asset);
    std::vector<Case> cases;
    for (const model::Service& service : audit.services) {
        const auto asset = assets.find(service.endpoint.address);
        cases.push_back({.subject = Subject::service,
                         .facts = facts_of(service, asset == assets.end() ? nullptr : asset->second),
                         .asset = service.endpoint.address.text(),
                         .port = service.endpoint.port,
                         .transport = service.endpoint.transport,
                         .shown = service.facts.has("service.site")
                                      ? service.endpoint.text() + " " + service.facts.text("service.site")
                                      : service.endpoint.text(),
                         .evidence = service.evidence,
                         .qod = service.qod,
                         .attempts = &service.attempts,
                         .proofs = &service.proofs});
    }
    for (const model::Asset& asset : audit.assets)
        cases.push_back({.subject = Subject::asset,
                         .facts = facts_of(asset),
                         .asset = asset.address.text(),
                         .shown = asset.address.text()});
    for (const model::Name& name : audit.names) {
        Case item{.subject = Subject::name, .facts = facts_of(name), .asset = name.name, .shown = name.name};
        const auto& domains = audit.perimeter.domains;
        const bool domain = std::find(domains.begin(), domains.end(), name.name) != domains.end();
        cases.push_back(item);
        if (!domain) continue;
        item.subject = Subject::domain;
        cases.push_back(std::move(item));
    }
    return cases;
}

}  // namespace

Assessment assess(const model::Audit& audit, const catalog::Rules& rules, std::string_view lang) {
    Assessor assessor(rules, lang);
    for (const Case& item : cases_of(audit)) assessor.look_at(item);
    Assessment out = assessor.take();
    std::stable_sort(out.findings.begin(), out.findings.end(), [](const Finding& a, const Finding& b) {
        return std::tie(a.asset, a.port, a.transport, a.rule) < std::tie(b.asset, b.port, b.transport, b.rule);
    });
    std::sort(out.not_tested.begin(), out.not_tested.end());
    return out;
}

void apply(const Assessment& assessment, model::Audit& audit) {
    for (const Finding& finding : assessment.findings) audit.findings.push_back(finding);
    for (const model::CoverageGap& gap : assessment.not_tested) audit.coverage.not_tested.push_back(gap);
    auto& checks = audit.coverage.checks_run;
    checks.insert(checks.end(), assessment.checks_run.begin(), assessment.checks_run.end());
    std::sort(checks.begin(), checks.end());
    checks.erase(std::unique(checks.begin(), checks.end()), checks.end());
    for (model::Service& service : audit.services)
        if (const auto found = assessment.access.find(service.endpoint); found != assessment.access.end())
            service.access = found->second;
}

std::string gap_subject(std::string_view rule, std::string_view subject) {
    return "[" + std::string(rule) + "] " + std::string(subject);
}

}  // namespace vigie::assess
