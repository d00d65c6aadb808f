// SPDX-License-Identifier: Apache-2.0
// OPC UA (part 6, 7.1): the greeting of the transport. Whether its end points want encryption would need a channel,
// which is not opened.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::opcua {

extern const Protocol protocol;

}  // namespace vigie::protocols::opcua
