// SPDX-License-Identifier: Apache-2.0
// The card of an audit as the sealed text that the registry keeps, and the columns beside it. The columns are there to
// sort by; what they say must stand in the sealed text too, or the row was altered. Internal to store/.
#pragma once

#include <string>

#include "base/result.h"
#include "store/registry.h"

namespace vigie::store {

// The columns of a row that are in clear.
struct CardColumns {
    std::string started;
    std::string keep_until;
    std::string sealed;  // yes, no or destroying
};
inline constexpr const char* kDestroying = "destroying";

CardColumns columns_of(const AuditCard& card);
std::string write_card(const AuditCard& card);
// Errors: malformed (no card, or columns that say something else).
base::Result<AuditCard> read_card(const std::string& id, const std::string& text, const CardColumns& columns,
                                  const std::string& lang);
// A card of version 1, whose columns were not bound to it: they are taken at their word. Errors: malformed.
base::Result<AuditCard> read_unbound_card(const std::string& id, const std::string& text, const CardColumns& columns,
                                          const std::string& lang);
base::Error altered_card(const std::string& id, const std::string& lang);

}  // namespace vigie::store
