// SPDX-License-Identifier: Apache-2.0
// vigie export AUDIT --out FOLDER [--encrypt-to KEY]: gives the documents of an audit out; with --subject everything
// that is held for an organisation.
#include <iostream>

#include "console.h"
#include "engine/keeping.h"

namespace vigie::console {
namespace {

struct ExportChoice {
    engine::ExportRequest request;
    std::string out;
};

int run_export(ExportChoice& choice) {
    engine::ExportRequest& request = choice.request;
    request.out = choice.out;
    request.lang = language();
    if (request.audit.empty() == request.subject.empty())
        return report_error({base::Errc::input, say("un audit, ou --subject et un organisme",
                                                    "one audit, or --subject and an organisation")});
    const auto done = engine::export_documents(request, base::SystemClock());
    if (!done) return report_error(done.error());
    for (const auto& file : done->files) std::cout << file.string() << "\n";
    for (const std::string& problem : done->problems) std::cerr << "vigie: " << shown(problem) << "\n";
    return done->problems.empty() ? kDone : kInternal;
}

}  // namespace

void add_export(CLI::App& app, Action& chosen) {
    CLI::App* command =
        app.add_subcommand("export", say("remettre les documents d'un audit, ou tout ce qui est gardé d'un organisme",
                                         "give out the documents of an audit, or everything held for an organisation"));
    auto choice = std::make_shared<ExportChoice>();
    engine::ExportRequest& request = choice->request;
    command->add_option("AUDIT", request.audit, say("dossier ou identifiant de l'audit", "folder or id of the audit"));
    command->add_option("--out", choice->out, say("dossier où écrire", "folder to write into"))->required();
    command->add_option("--subject", request.subject,
                        say("tout ce qui est gardé de cet organisme : FINESS, SIRET ou nom",
                            "everything held for this organisation: FINESS, SIRET or name"));
    command->add_option("--encrypt-to", request.keys.recipients,
                        say("chiffrer pour cette clé OpenPGP (empreinte, fichier ou adresse) ; répétable",
                            "encrypt to this OpenPGP key (fingerprint, file or address); repeatable"));
    command->add_option("--sign", request.keys.signer, say("signer avec cette clé", "sign with this key"));
    command->add_flag("--force", request.forced,
                      say("sortir en clair un TLP:AMBER ou TLP:RED ; c'est journalisé",
                          "let a TLP:AMBER or TLP:RED out in clear; it is journaled"));
    command->callback([choice, &chosen] { chosen = [choice] { return run_export(*choice); }; });
}

}  // namespace vigie::console
