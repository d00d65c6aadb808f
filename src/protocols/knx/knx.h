// SPDX-License-Identifier: Apache-2.0
// KNXnet/IP (ISO 22510): the description of the gateway, which any client asks first. No tunnel to the bus is opened.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::knx {

extern const Protocol protocol;

}  // namespace vigie::protocols::knx
