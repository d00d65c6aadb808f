// SPDX-License-Identifier: Apache-2.0
// The hospital of sample.cpp at later audits, when work was done: ORANGE, then VERT.
#include "sample.h"

namespace vigie::sample {

using model::Certainty;
using model::Criticality;
using model::Finding;
using model::Status;

namespace {

// The same hospital two months later: what keep refuses was fixed.
model::Audit after_work(bool (*keep)(const Finding&), model::Level level) {
    model::Audit audit = hospital();
    audit.previous_id = audit.id;
    audit.id = "a-20270118-ch-exemple";
    audit.started = *base::parse_instant("2027-01-18T20:30:00Z");
    audit.finished = *base::parse_instant("2027-01-18T22:11:09Z");
    audit.verdict.reasons.clear();
    std::vector<std::string> grave;
    for (Finding& f : audit.findings) {
        const bool there = f.status != Status::corrige && keep(f);
        f.status = there ? Status::persistant : Status::corrige;
        if (there && f.certainty == Certainty::affecte && f.criticality >= Criticality::haute) grave.push_back(f.id);
    }
    std::erase_if(audit.findings,
                  [](const Finding& f) { return f.status == Status::corrige && f.criticality < Criticality::haute; });
    audit.verdict.level = level;
    audit.verdict.if_confirmed = level;
    audit.verdict.alternatives = {{"strict", level}, {"lettre", level}, {"tolerance", level}};
    if (!grave.empty())
        audit.verdict.reasons = {
            {"high-or-obsolete", "2.5.2.3", "Vulnérabilités hautes ou composants obsolètes", grave}};
    return audit;
}

}  // namespace

model::Audit orange() {
    model::Audit audit = after_work(
        [](const Finding& f) {
            return f.criticality < Criticality::critique ||
                   (f.certainty == Certainty::indetermine && f.cve == "CVE-2021-44790");
        },
        model::Level::orange);
    audit.verdict.if_confirmed = model::Level::rouge;
    return audit;
}

model::Audit green() {
    model::Audit audit =
        after_work([](const Finding& f) { return f.criticality < Criticality::haute; }, model::Level::vert);
    audit.coverage.blocked.clear();
    audit.coverage.not_tested.clear();
    return audit;
}

}  // namespace vigie::sample
