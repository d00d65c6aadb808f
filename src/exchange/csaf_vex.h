// SPDX-License-Identifier: Apache-2.0
// The vulnerabilities of an audit as CSAF 2.0, profile "csaf_vex": affected with what to do, under investigation, not
// affected with who attested it or because the component is gone, fixed. It says "fixed" only of a version that is
// seen.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/audit.h"

namespace vigie::exchange {

base::Result<std::string> write_csaf_vex(const model::Audit& audit);

// What CSAF 2.0 wants the file of that audit to be called (section 5.1): "vigie-a-20261122-181645-6860.json".
std::string csaf_file_name(std::string_view audit);
// Can this be the file of some audit?
bool is_csaf_file_name(std::string_view name);

}  // namespace vigie::exchange
