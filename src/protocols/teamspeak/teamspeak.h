// SPDX-License-Identifier: Apache-2.0
// TeamSpeak 3: the first packet of its connection set-up, of which the answer keeps no state. No connection follows.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::teamspeak {

extern const Protocol protocol;

}  // namespace vigie::protocols::teamspeak
