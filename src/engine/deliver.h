// SPDX-License-Identifier: Apache-2.0
// What the user is given at the end of an audit or of an import: the documents, sealed when that was asked for.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "engine/audit.h"

namespace vigie::engine {

// Writes the documents of outcome.audit into options.out and notes in the outcome what was written, and what could not
// be. Documents that cannot be sealed stay in clear, and that is a problem told. data = the catalogues' folder. Errors:
// io.
base::Result<void> deliver(const AuditOptions& options, const std::filesystem::path& data, AuditOutcome& outcome);

}  // namespace vigie::engine
