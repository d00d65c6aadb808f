// SPDX-License-Identifier: Apache-2.0
// MQTT 3.1.1: a connection without user and password, to learn whether the broker accepts it; it ends at once. No
// subscription, no message.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::mqtt {

extern const Protocol protocol;

}  // namespace vigie::protocols::mqtt
