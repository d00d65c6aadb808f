// SPDX-License-Identifier: Apache-2.0
// The documents of an audit between folder, store and recipient: sealed away, written again, given out. Every way out
// is journaled, and what is TLP:AMBER or TLP:RED does not leave in clear unless somebody takes that upon himself.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "engine/history.h"
#include "engine/openpgp.h"
#include "store/registry.h"

namespace vigie::engine {

// Takes the documents of the folder into the store, then wipes them there. Gives how many there were; none when they
// are in the store already. Errors: input (not an audit of this store), io; nothing is stored that could not be wiped,
// nothing is wiped before all is stored.
base::Result<std::size_t> seal_audit(const KnownAudit& audit, const std::string& lang);

struct ExportRequest {
    std::string audit;    // folder or id, or ""
    std::string subject;  // FINESS, SIRET or name of an organisation, or ""
    std::filesystem::path out;
    OpenPgp keys;
    bool forced = false;
    std::string lang = "fr";
};
struct Exported {
    std::vector<std::string> audits;  // ids
    std::vector<std::filesystem::path> files;
    std::vector<std::string> problems;  // what should have been there and is missing
};
// The documents of one audit; of a subject everything that is held: documents, what was kept of the network, cards and
// journal. What is missing is named. Errors: input (nothing of that name, nothing to give; in clear and not
// forced; no such key), io.
base::Result<Exported> export_documents(const ExportRequest& request, const base::Clock& clock);

// Audits whose time is over on this day, those whose destruction is to be ended, and the damaged ones, of which nobody
// knows.
base::Result<std::vector<store::AuditCard>> expired_audits(store::Registry& vault, base::Date today);

}  // namespace vigie::engine
