// SPDX-License-Identifier: Apache-2.0
// The journal in the folder of an audit, with its key in the store: a new one, or the one of an interrupted audit.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "engine/audit.h"
#include "store/audit_store.h"
#include "store/registry.h"

namespace vigie::engine {

struct Identity {
    std::string id;
    std::string started;
    std::uint64_t seed = 0;
};

struct Journal {
    std::unique_ptr<store::AuditStore> store;
    Identity identity;
};

// configured: what must be the same when the audit is continued. Errors: input (saying clearly why not), io, malformed.
base::Result<Journal> open_journal(store::Registry& vault, const AuditOptions& options,
                                   const model::Perimeter& perimeter, const std::string& configured);

}  // namespace vigie::engine
