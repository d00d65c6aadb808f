// SPDX-License-Identifier: Apache-2.0
// Sentinel license servers (RMS, port 5093): six bytes, to which the server lists itself. The answer may be large, so
// it is asked once; no licence is taken.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::sentinel_lm {

extern const Protocol protocol;

}  // namespace vigie::protocols::sentinel_lm
