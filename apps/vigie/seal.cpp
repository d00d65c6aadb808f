// SPDX-License-Identifier: Apache-2.0
// vigie seal AUDIT: takes the documents of an audit into the store, encrypted, and leaves none in clear.
#include <iostream>

#include "console.h"
#include "engine/keeping.h"

namespace vigie::console {
namespace {

int run_seal(const std::string& name) {
    const auto audit = engine::find_audit(name, language());
    if (!audit) return report_error(audit.error());
    const auto sealed = engine::seal_audit(*audit, language());
    if (!sealed) return report_error(sealed.error());
    if (*sealed == 0)
        std::cout << say("rien à sceller : aucun document en clair dans ", "nothing to seal: no document in clear in ")
                  << audit->folder.string() << "\n";
    else
        std::cout << *sealed
                  << say(" documents scellés ; pour les lire : vigie export ",
                         " documents sealed; to read them: vigie export ")
                  << shown(audit->id) << " --out ...\n";
    return kDone;
}

}  // namespace

void add_seal(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand("seal", say("chiffrer les documents d'un audit, sans rien laisser en clair",
                                                       "encrypt the documents of an audit, leaving none in clear"));
    auto audit = std::make_shared<std::string>();
    command->add_option("AUDIT", *audit, say("dossier ou identifiant de l'audit", "folder or id of the audit"))
        ->required();
    command->callback([audit, &chosen] { chosen = [audit] { return run_seal(*audit); }; });
}

}  // namespace vigie::console
