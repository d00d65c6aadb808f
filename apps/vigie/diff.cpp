// SPDX-License-Identifier: Apache-2.0
// vigie diff A B: what changed from audit A to audit B.
#include <iostream>

#include "assess/compare.h"
#include "console.h"
#include "engine/history.h"
#include "engine/translate.h"
#include "report/format.h"

namespace vigie::console {
namespace {

void print(const std::string& title, char mark, const std::vector<model::Finding>& findings) {
    std::cout << title << say(" : ", ": ") << findings.size() << "\n";
    for (const model::Finding& finding : findings) {
        std::cout << "  " << mark << " " << criticality_word(finding.criticality) << "  "
                  << shown(report::place_of(finding)) << "  " << shown(finding.title) << "  [" << shown(finding.id)
                  << "]\n";
    }
}

int run_diff(const std::string& before, const std::string& after) {
    auto a = engine::read_audit_of(before, language());
    if (!a) return report_error(a.error());
    auto b = engine::read_audit_of(after, language());
    if (!b) return report_error(b.error());
    for (model::Audit* audit : {&*a, &*b})
        if (const auto told = engine::translate(*audit, language()); !told) return report_error(told.error());
    const assess::Difference difference = assess::difference(*a, *b);
    std::cout << shown(a->id) << " (" << level_word(a->verdict.level) << ") -> " << shown(b->id) << " ("
              << level_word(b->verdict.level) << ")\n";
    print(say("Nouveaux", "New"), '+', difference.added);
    print(say("Réapparus", "Back"), '!', difference.back);
    print(say("Corrigés", "Fixed"), '-', difference.fixed);
    print(say("Non retestés", "Not re-tested"), '?', difference.not_retested);
    print(say("Persistants", "Persistent"), '=', difference.persistent);
    if (difference.added.empty() && difference.back.empty() && difference.fixed.empty() &&
        difference.not_retested.empty())
        std::cout << say("Aucun changement.", "No change.") << "\n";
    return kDone;
}

}  // namespace

void add_diff(CLI::App& app, Action& chosen) {
    CLI::App* command =
        app.add_subcommand("diff", say("comparer deux audits : nouveau, persistant, corrigé, réapparu, non retesté",
                                       "compare two audits: new, persistent, fixed, back, not re-tested"));
    auto before = std::make_shared<std::string>();
    auto after = std::make_shared<std::string>();
    command->add_option("A", *before, say("audit de départ (dossier ou identifiant)", "first audit (folder or id)"))
        ->required();
    command->add_option("B", *after, say("audit d'arrivée (dossier ou identifiant)", "second audit (folder or id)"))
        ->required();
    command->callback([before, after, &chosen] { chosen = [before, after] { return run_diff(*before, *after); }; });
}

}  // namespace vigie::console
