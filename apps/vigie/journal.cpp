// SPDX-License-Identifier: Apache-2.0
// vigie journal: who did what with which audit; with --verify whether a row was changed, left out or moved.
#include <iostream>

#include "console.h"
#include "engine/vault.h"

namespace vigie::console {
namespace {

int run_journal(bool verify) {
    auto vault = engine::open_vault(language());
    if (!vault) return report_error(vault.error());
    const auto entries = (*vault)->journal();
    if (!entries) return report_error(entries.error());
    if (!verify) {
        for (const store::JournalEntry& entry : *entries)
            std::cout << entry.number << "  " << entry.at << "  " << shown(entry.who) << "  " << shown(entry.action)
                      << "  " << shown(entry.audit) << "  " << shown(entry.detail) << "\n";
        return kDone;
    }
    const auto broken = (*vault)->first_broken_entry();
    if (!broken) return report_error(broken.error());
    if (*broken != 0)
        return report_error({base::Errc::internal, say("le journal a été altéré à partir de l'entrée ",
                                                       "the journal was altered, from this entry on: ") +
                                                       std::to_string(*broken)});
    std::cout << entries->size() << say(" entrées, chaîne intacte", " entries, the chain is whole");
    if (!entries->empty()) std::cout << say(" ; dernière empreinte : ", "; last hash: ") << entries->back().hash;
    std::cout << "\n";
    return kDone;
}

}  // namespace

void add_journal(CLI::App& app, Action& chosen) {
    CLI::App* command =
        app.add_subcommand("journal", say("qui a fait quoi, sur quel audit", "who did what, with which audit"));
    auto verify = std::make_shared<bool>(false);
    command->add_flag("--verify", *verify,
                      say("vérifier la chaîne ; noter ailleurs la dernière empreinte révèle aussi une fin coupée",
                          "check the chain; the last hash, noted elsewhere, also reveals an end that was cut off"));
    command->callback([verify, &chosen] { chosen = [verify] { return run_journal(*verify); }; });
}

}  // namespace vigie::console
