// SPDX-License-Identifier: Apache-2.0
// S7: the connection on ISO transport (RFC 1006) that a programming device opens, the set-up of S7 communication, and
// two lists of the system (SZL 0x0011 and 0x001C) that name module, firmware, plant and serial number. Lists are only
// read; no block, variable or state is touched. Where another user of the transport answers, one question is all.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::s7 {

extern const Protocol protocol;
extern const Protocol protocol_slot0;  // the slot where newer controllers have their processor

}  // namespace vigie::protocols::s7
