// SPDX-License-Identifier: Apache-2.0
// Records what the hospital attests of one finding, with the evidence, in the audit's store, and writes the audit's
// documents again. It never touches what was observed, and what expires is open again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/audit.h"
#include "report/write.h"
#include "store/audit_store.h"

namespace vigie::engine {

inline constexpr std::uint64_t kEvidenceFileLimit = 4U << 20U;
inline constexpr int kAttestationDays = 366;  // nobody vouches for longer without looking again

struct AttestRequest {
    std::string audit;  // folder or id
    std::string finding;
    std::string evidence;  // file
    std::string until;     // date
    std::string author;    // "" = the account, as in the journal of actions
    std::string comment;
    std::string lang = "fr";
};

struct Attested {
    model::Attestation attestation;
    std::optional<model::Attestation> replaced;  // what was attested of this finding before
    model::Finding finding;                      // as it now is, in the language asked for
    model::Level before = model::Level::vert;
    model::Level after = model::Level::vert;
    std::vector<report::WrittenFile> files;
};

// Errors: input (unknown audit or finding, nothing to attest, a date that is past or too far, no evidence), io.
base::Result<Attested> attest(const AttestRequest& request, const base::Clock& clock,
                              const std::filesystem::path& data);

// Those recorded in an audit's store. Errors: malformed.
base::Result<std::vector<model::Attestation>> attestations_in(const store::AuditStore& store);

}  // namespace vigie::engine
