// SPDX-License-Identifier: Apache-2.0
// What certificates say across services: the same private key on several addresses, and names that discovery did not
// know. Names are added as proposals with the place where each was seen; nothing is contacted.
#pragma once

#include "model/audit.h"

namespace vigie::engine {

// certificate.key_shared_with of every service with a key.
void mark_shared_keys(std::vector<model::Service>& services);
// A Name for each name in a certificate that the audit does not have yet.
void propose_certificate_names(model::Audit& audit, const model::Scope& scope);

}  // namespace vigie::engine
