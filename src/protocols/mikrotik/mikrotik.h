// SPDX-License-Identifier: Apache-2.0
// MikroTik neighbour discovery (MNDP): a request; model, version and identity come back where the router sends them to
// one address and not to all.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::mikrotik {

extern const Protocol protocol;

}  // namespace vigie::protocols::mikrotik
