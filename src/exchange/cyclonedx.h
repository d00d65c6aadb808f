// SPDX-License-Identifier: Apache-2.0
// The vulnerabilities of an audit as CycloneDX 1.6 VEX: components at their places, and for each CVE whether they are
// exploitable, still to be confirmed, attested not to be affected, or repaired.
#pragma once

#include <string>

#include "base/result.h"
#include "model/audit.h"

namespace vigie::exchange {

base::Result<std::string> write_cyclonedx(const model::Audit& audit);

}  // namespace vigie::exchange
