// SPDX-License-Identifier: Apache-2.0
// vigie import SCAN.xml PERIMETRE.toml --out DIR: an existing scan of Nmap becomes an audit, marked as imported.
#include <iostream>

#include "console.h"
#include "engine/import_scan.h"

namespace vigie::console {
namespace {

struct ImportChoice {
    std::string file;
    engine::AuditOptions options;
    std::string out;
};

int run_import(ImportChoice& choice) {
    const auto tlp = parse_tlp(choice.options.tlp);
    if (!tlp) return report_error(tlp.error());
    choice.options.tlp = *tlp;
    choice.options.out = choice.out;
    choice.options.lang = language();
    const auto outcome = engine::import_nmap(choice.file, choice.options, VIGIE_VERSION);
    if (!outcome) return report_error(outcome.error());
    print_outcome(*outcome);
    return outcome->problems.empty() ? kDone : kInternal;
}

}  // namespace

void add_import(CLI::App& app, Action& chosen) {
    CLI::App* command =
        app.add_subcommand("import", say("faire un audit d'un balayage Nmap existant, marqué comme importé",
                                         "make an audit of an existing Nmap scan, marked as imported"));
    auto choice = std::make_shared<ImportChoice>();
    command->add_option("SCAN", choice->file, say("fichier XML de Nmap", "XML file of Nmap"))->required();
    command->add_option("PERIMETRE", choice->options.perimeter_file, say("fichier de périmètre", "perimeter file"))
        ->required();
    command->add_option("--out", choice->out, say("dossier des résultats", "folder for the results"))->required();
    command->add_option("--previous", choice->options.previous,
                        say("audit précédent (dossier ou identifiant)", "previous audit (folder or id)"));
    command->add_option("--tlp", choice->options.tlp, say("marquage TLP du rapport", "TLP marking of the report"))
        ->capture_default_str();
    command->add_flag("--seal", choice->options.seal,
                      say("ne laisser aucun document en clair dans le dossier (voir vigie seal)",
                          "leave no document in clear in the folder (see vigie seal)"));
    command->callback([choice, &chosen] { chosen = [choice] { return run_import(*choice); }; });
}

}  // namespace vigie::console
