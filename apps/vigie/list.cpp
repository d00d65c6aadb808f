// SPDX-License-Identifier: Apache-2.0
// vigie list: the audits that this store keeps, until when, and where.
#include <iostream>

#include "console.h"
#include "engine/audit_files.h"
#include "engine/keeping.h"
#include "engine/vault.h"

namespace vigie::console {
namespace {

// Where its documents are, as the folder shows it now.
std::string state_of(const store::AuditCard& card) {
    if (!card.destruction.empty())
        return say("destruction à finir par vigie purge", "its destruction is to be ended by vigie purge");
    if (!card.sealed) return say("en clair", "in clear");
    return engine::documents_in(card.folder).empty()
               ? say("scellé", "sealed")
               : say("scellé, mais des documents en clair dans le dossier", "sealed, but with documents in clear");
}

int run_list(bool expired) {
    auto vault = engine::open_vault(language());
    if (!vault) return report_error(vault.error());
    const base::Date today = base::date_of(base::SystemClock().now());
    const auto cards = expired ? engine::expired_audits(**vault, today) : (*vault)->audits();
    if (!cards) return report_error(cards.error());
    for (const store::AuditCard& card : *cards) {
        if (!card.damage.empty()) {
            std::cout << shown(card.damage)
                      << say(" ; à reprendre d'une sauvegarde du magasin, ou à détruire : vigie purge ",
                             "; take it from a backup of the store, or destroy it: vigie purge ")
                      << shown(card.id) << "\n";
            continue;
        }
        const bool over = base::days_between(card.keep_until, today) > 0;
        std::cout << shown(card.id) << "  " << base::format_date(card.started) << "  "
                  << (over ? say("à purger depuis le ", "to be purged since ") : say("gardé jusqu'au ", "kept until "))
                  << base::format_date(card.keep_until) << "  " << shown(card.tlp) << "  " << state_of(card) << "  "
                  << shown(card.organisation.name) << "  " << shown(card.folder) << "\n";
    }
    if (cards->empty())
        std::cout << (expired ? say("Aucun audit à purger.", "No audit to purge.") : say("Aucun audit.", "No audit."))
                  << "\n";
    return kDone;
}

}  // namespace

void add_list(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand(
        "list", say("lister les audits gardés et leur échéance", "list the audits that are kept, and until when"));
    auto expired = std::make_shared<bool>(false);
    command->add_flag("--expired", *expired,
                      say("seulement ceux dont la durée de conservation est passée", "only those whose time is over"));
    command->callback([expired, &chosen] { chosen = [expired] { return run_list(*expired); }; });
}

}  // namespace vigie::console
