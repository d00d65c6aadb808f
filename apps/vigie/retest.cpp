// SPDX-License-Identifier: Apache-2.0
// vigie retest AUDIT FINDING: runs again only the check behind one finding.
#include <iostream>

#include "console.h"
#include "engine/single.h"

namespace vigie::console {
namespace {

int run(const std::string& audit, const std::string& finding) {
    auto observer = make_observer(ProgressStyle::none);
    const auto result = engine::retest(audit, finding, language(), *observer, stop_requested());
    if (!result) return report_error(result.error());
    std::cout << result->finding.title << "\n  " << result->finding.asset;
    if (result->finding.port != 0)
        std::cout << ":" << result->finding.port << "/" << model::name_of(result->finding.transport);
    std::cout << "\n  ";
    switch (result->answer) {
        case engine::RetestAnswer::present: std::cout << say("toujours présent", "still present"); break;
        case engine::RetestAnswer::fixed: std::cout << say("corrigé", "fixed"); break;
        case engine::RetestAnswer::not_tested:
            std::cout << say("non retesté : ", "not re-tested: ") << result->why;
            break;
    }
    std::cout << "\n";
    return kDone;
}

}  // namespace

void add_retest(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand("retest", say("retester un seul constat", "test one finding again"));
    auto audit = std::make_shared<std::string>();
    auto finding = std::make_shared<std::string>();
    command->add_option("AUDIT", *audit, say("dossier ou identifiant de l'audit", "folder or id of the audit"))
        ->required();
    command->add_option("FINDING", *finding, say("identifiant du constat (f-...)", "id of the finding (f-...)"))
        ->required();
    command->callback([audit, finding, &chosen] { chosen = [audit, finding] { return run(*audit, *finding); }; });
}

}  // namespace vigie::console
