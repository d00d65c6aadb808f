// SPDX-License-Identifier: Apache-2.0
// vigie purge ID [--certificate FILE]: destroys an audit's data, with a certificate of destruction. With --expired, all
// audits whose time is over.
#include "engine/purge.h"

#include <fstream>
#include <iostream>

#include "console.h"
#include "engine/keeping.h"
#include "engine/vault.h"

namespace vigie::console {
namespace {

struct PurgeChoice {
    std::string audit;
    bool expired = false;
    std::string certificate;
};

int purge_one(const std::string& audit, const std::string& certificate) {
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
        std::cout << shown_lines(text);
    } else if (!(file << text).flush()) {
        return report_error({base::Errc::io, certificate + say(" : écriture impossible", ": cannot be written")});
    } else {
        std::cout << destroyed->audit_id << say(" : ", ": ") << destroyed->files.size() + destroyed->rows
                  << say(" documents détruits ; certificat : ", " documents destroyed; certificate: ") << certificate
                  << "\n";
    }
    return kDone;
}

// Each certificate in a file of its own, in the folder; on the screen when there is none.
int purge_expired(const std::string& folder) {
    auto vault = engine::open_vault(language());
    if (!vault) return report_error(vault.error());
    const auto cards = engine::expired_audits(**vault, base::date_of(base::SystemClock().now()));
    if (!cards) return report_error(cards.error());
    for (const store::AuditCard& card : *cards) {
        const std::string file = folder.empty() ? "" : folder + "/certificat-" + card.id + ".txt";
        if (const int status = purge_one(card.id, file); status != kDone) return status;
    }
    if (cards->empty()) std::cout << say("Aucun audit à purger.", "No audit to purge.") << "\n";
    return kDone;
}

int run_purge(const PurgeChoice& choice) {
    if (choice.audit.empty() != choice.expired)
        return report_error({base::Errc::input, say("un audit, ou --expired", "one audit, or --expired")});
    return choice.expired ? purge_expired(choice.certificate) : purge_one(choice.audit, choice.certificate);
}

}  // namespace

void add_purge(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand("purge", say("détruire les données d'un audit, avec certificat",
                                                        "destroy an audit's data, with a certificate"));
    auto choice = std::make_shared<PurgeChoice>();
    command->add_option("AUDIT", choice->audit, say("dossier ou identifiant de l'audit", "folder or id of the audit"));
    command->add_flag("--expired", choice->expired,
                      say("tous ceux dont la durée de conservation est passée", "all those whose time is over"));
    command->add_option("--certificate", choice->certificate,
                        say("fichier du certificat (avec --expired : dossier ; défaut : à l'écran)",
                            "file for the certificate (with --expired: folder; default: on screen)"));
    command->callback([choice, &chosen] { chosen = [choice] { return run_purge(*choice); }; });
}

}  // namespace vigie::console
