// SPDX-License-Identifier: Apache-2.0
// BACnet/IP (ASHRAE 135): which device this is, by one reading of its own identification (name, vendor, model,
// firmware). Unicast only; no value of the building is read, nothing is written.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::bacnet {

extern const Protocol protocol;

}  // namespace vigie::protocols::bacnet
