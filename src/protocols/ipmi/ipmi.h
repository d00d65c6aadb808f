// SPDX-License-Identifier: Apache-2.0
// IPMI over LAN (IPMI 2.0, 13.14 and 22.13): which authentication the management controller offers, asked before any
// session; where that stays silent, the presence ping of ASF that Intel AMT answers too. No session is opened: the key
// exchange would give away password hashes.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::ipmi {

extern const Protocol protocol_asf;

extern const Protocol protocol;

}  // namespace vigie::protocols::ipmi
