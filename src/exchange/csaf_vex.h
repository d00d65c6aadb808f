// SPDX-License-Identifier: Apache-2.0
// The vulnerabilities of an audit as CSAF 2.0, profile "csaf_vex": affected with what to do, under investigation, not
// affected with who attested it, fixed.
#pragma once

#include <string>

#include "base/result.h"
#include "model/audit.h"

namespace vigie::exchange {

base::Result<std::string> write_csaf_vex(const model::Audit& audit);

}  // namespace vigie::exchange
