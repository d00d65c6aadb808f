// SPDX-License-Identifier: Apache-2.0
// Where this user keeps audits and the master key, and who is acting. $VIGIE_STORE (a path, or postgresql://...) and
// $VIGIE_KEY choose other places. A passphrase comes from $VIGIE_PASSPHRASE_FILE or from the terminal, never from the
// command line.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "model/audit.h"
#include "store/master_key.h"
#include "store/registry.h"

namespace vigie::engine {

struct VaultPlaces {
    std::string store;
    std::filesystem::path key;
};
VaultPlaces vault_places();

// Asks for the passphrase of an existing key. Errors: input (nobody to ask).
store::AskPassphrase passphrase_prompt(const std::string& lang);
// Twice, for a new one. Errors: input.
base::Result<std::string> new_passphrase(const std::string& lang);

// The master key; a new one is made only where no store waits for another. Errors: as load_master_key; input (the key
// of an existing store is missing).
base::Result<store::SecretKey> load_vault_key(const std::string& lang);
// Makes key and store when there are none yet. Errors: as Registry::open and load_vault_key; input (a store that was
// emptied).
base::Result<std::unique_ptr<store::Registry>> open_vault(const std::string& lang);

// "lea@poste12": who acts, as the journal names them.
std::string user_and_machine();

// One line of the journal, by the acting user, now.
base::Result<void> note(store::Registry& vault, const std::string& action, const std::string& audit,
                        const std::string& detail, const base::Clock& clock = base::SystemClock());

// The card of an audit in this folder.
store::AuditCard card_of(const model::Perimeter& perimeter, const std::string& id, const std::string& tlp,
                         base::Instant started, const std::filesystem::path& folder);

}  // namespace vigie::engine
