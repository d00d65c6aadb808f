// SPDX-License-Identifier: Apache-2.0
// An existing scan of another program becomes an audit of a perimeter: its services are judged as ours are, marked as
// imported, and everything that nobody looked at is said. Not one packet is sent.
#pragma once

#include "base/result.h"
#include "engine/audit.h"

namespace vigie::engine {

// options.perimeter_file, out, previous, policy, lang, tlp, seal count. Addresses outside the perimeter are only
// proposed. Errors: input (nothing was written), io.
base::Result<AuditOutcome> import_nmap(const std::string& file, const AuditOptions& options,
                                       const std::string& tool_version);

}  // namespace vigie::engine
