// SPDX-License-Identifier: Apache-2.0
// vigie key: where the master key is and what protects it; sets or removes its passphrase.
#include <iostream>

#include "console.h"
#include "engine/vault.h"

namespace vigie::console {
namespace {

struct KeyChoice {
    bool set = false;
    bool remove = false;
};

int run_key(const KeyChoice& choice) {
    const engine::VaultPlaces places = engine::vault_places();
    if (choice.set || choice.remove) {
        const auto key = engine::load_vault_key(language());
        if (!key) return report_error(key.error());
        base::Result<std::string> passphrase = std::string();
        if (choice.set) passphrase = engine::new_passphrase(language());
        if (!passphrase) return report_error(passphrase.error());
        const auto done = store::protect_master_key(places.key, *key, *passphrase, language());
        if (!done) return report_error(done.error());
    }
    const auto protection = store::key_protection(places.key, language());
    if (!protection) return report_error(protection.error());
    std::cout << say("Clé maîtresse : ", "Master key: ") << places.key.string() << ", ";
    switch (*protection) {
        case store::KeyProtection::absent:
            std::cout << say("pas encore créée (au premier audit)", "not made yet (with the first audit)");
            break;
        case store::KeyProtection::file:
            std::cout << say("protégée par les droits du fichier seulement (--passphrase pour mieux)",
                             "protected by the rights of the file only (--passphrase for more)");
            break;
        case store::KeyProtection::passphrase:
            std::cout << say("protégée par une phrase secrète", "protected by a passphrase");
            break;
    }
    std::cout << "\n" << say("Magasin : ", "Store: ") << places.store << "\n";
    return kDone;
}

}  // namespace

void add_key(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand("key", say("la clé maîtresse : où elle est, ce qui la protège",
                                                      "the master key: where it is, what protects it"));
    auto choice = std::make_shared<KeyChoice>();
    CLI::Option* set =
        command->add_flag("--passphrase", choice->set,
                          say("la protéger par une (nouvelle) phrase secrète", "protect it by a (new) passphrase"));
    command
        ->add_flag("--no-passphrase", choice->remove,
                   say("ne plus demander de phrase secrète", "ask for no passphrase any more"))
        ->excludes(set);
    command->callback([choice, &chosen] { chosen = [choice] { return run_key(*choice); }; });
}

}  // namespace vigie::console
