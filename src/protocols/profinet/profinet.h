// SPDX-License-Identifier: Apache-2.0
// PROFINET IO (IEC 61158-6-10): the connectionless endpoint mapper on 34964 is asked for its first entry, whose
// annotation names device, order number and versions. PROFINET's own discovery (DCP) is not spoken over IP.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::profinet {

extern const Protocol protocol;

}  // namespace vigie::protocols::profinet
