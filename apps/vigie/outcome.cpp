// SPDX-License-Identifier: Apache-2.0
// What is said at the end of an audit or an import: the verdict with its reasons, and where the documents are.
#include <iostream>

#include <unistd.h>

#include "console.h"
#include "engine/audit.h"

namespace vigie::console {
namespace {

std::string coloured(model::Level level) {
    static const char* const kWords[] = {"VERT", "ORANGE", "ROUGE"};
    static const char* const kColours[] = {"\033[1;97;42m", "\033[1;30;48;5;214m", "\033[1;97;41m"};
    const auto index = static_cast<std::size_t>(level);
    if (isatty(STDOUT_FILENO) == 0) return kWords[index];
    return std::string(kColours[index]) + " " + kWords[index] + " \033[0m";
}

}  // namespace

void print_outcome(const engine::AuditOutcome& outcome) {
    const model::Audit& audit = outcome.audit;
    std::cout << "\n"
              << say("Appréciation : ", "Verdict: ") << coloured(audit.verdict.level) << "   "
              << shown(audit.perimeter.organisation.name) << " · " << shown(audit.id) << "\n";
    for (const model::VerdictReason& reason : audit.verdict.reasons) {
        std::cout << "  - " << shown(reason.text);
        if (!reason.clause.empty()) std::cout << " (§ " << shown(reason.clause) << ")";
        std::cout << "\n";
    }
    if (!audit.coverage.blocked.empty() || !audit.coverage.not_tested.empty())
        std::cout << say("Couverture : ", "Coverage: ") << audit.coverage.blocked.size()
                  << say(" bloqué(s), ", " blocked, ") << audit.coverage.not_tested.size()
                  << say(" non testé(s), détail dans le rapport", " not tested, see the report") << "\n";
    if (outcome.sealed)
        std::cout << say("Documents scellés dans le magasin ; pour les lire : vigie export ",
                         "Documents sealed in the store; to read them: vigie export ")
                  << audit.id << " --out ...\n";
    if (!outcome.files.empty()) std::cout << say("Fichiers :", "Files:") << "\n";
    for (const std::string& file : outcome.files) std::cout << "  " << file << "\n";
    if (!outcome.sealed && !outcome.files.empty())
        std::cout << say("Lisibles de vous seul ; les chiffrer : vigie seal ",
                         "Readable by you alone; to encrypt them: vigie seal ")
                  << audit.id << "\n";
    for (const std::string& remark : outcome.remarks) std::cerr << "vigie: " << shown(remark) << "\n";
    for (const std::string& problem : outcome.problems) std::cerr << "vigie: " << shown(problem) << "\n";
}

}  // namespace vigie::console
