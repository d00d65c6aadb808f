// SPDX-License-Identifier: Apache-2.0
// Siemens S7 (ISO on TCP, RFC 1006): the connection request of the transport only. What it confirms shows a
// controller; no job is sent to it, since old ones are easily disturbed.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::s7 {

extern const Protocol protocol;

}  // namespace vigie::protocols::s7
