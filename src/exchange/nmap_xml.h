// SPDX-License-Identifier: Apache-2.0
// Hosts, ports and services in Nmap's XML form, the one that ndiff, DefectDojo, IVRE and others read.
#pragma once

#include <string>

#include "base/result.h"
#include "model/audit.h"

namespace vigie::exchange {

base::Result<std::string> write_nmap_xml(const model::Audit& audit);

}  // namespace vigie::exchange
