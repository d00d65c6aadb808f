// SPDX-License-Identifier: Apache-2.0
// RakNet, as Minecraft Bedrock speaks it: the ping outside a connection; name and version come back.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::raknet {

extern const Protocol protocol;

}  // namespace vigie::protocols::raknet
