// SPDX-License-Identifier: Apache-2.0
// vigie purge ID [--certificate FILE]: destroys an audit's data, with a certificate of destruction.
#include "engine/purge.h"

#include <fstream>
#include <iostream>

#include "console.h"

namespace vigie::console {
namespace {

int run(const std::string& audit, const std::string& certificate) {
    std::ofstream file;
    if (!certificate.empty()) {
        file.open(certificate, std::ios::trunc);
        if (!file)
            return report_error({base::Errc::input, certificate + say(" : écriture impossible ; rien n'a été détruit",
                                                                      ": cannot be written; nothing was destroyed")});
    }
    const auto destroyed = engine::purge_audit(audit, base::SystemClock(), language());
    if (!destroyed) return report_error(destroyed.error());
    const std::string text = engine::certificate_text(*destroyed, language());
    if (certificate.empty()) {
        std::cout << text;
    } else if (!(file << text).flush()) {
        return report_error({base::Errc::io, certificate + say(" : écriture impossible", ": cannot be written")});
    } else {
        std::cout << destroyed->files.size()
                  << say(" fichiers détruits ; certificat : ", " files destroyed; certificate: ") << certificate
                  << "\n";
    }
    return kDone;
}

}  // namespace

void add_purge(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand("purge", say("détruire les données d'un audit, avec certificat",
                                                        "destroy an audit's data, with a certificate"));
    auto audit = std::make_shared<std::string>();
    auto certificate = std::make_shared<std::string>();
    command->add_option("AUDIT", *audit, say("dossier ou identifiant de l'audit", "folder or id of the audit"))
        ->required();
    command->add_option(
        "--certificate", *certificate,
        say("fichier du certificat (défaut : à l'écran)", "file for the certificate (default: on screen)"));
    command->callback(
        [audit, certificate, &chosen] { chosen = [audit, certificate] { return run(*audit, *certificate); }; });
}

}  // namespace vigie::console
