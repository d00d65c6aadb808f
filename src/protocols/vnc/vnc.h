// SPDX-License-Identifier: Apache-2.0
// VNC (RFB, RFC 6143): version and the security types that are offered. The handshake ends there: no password, no
// screen.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::vnc {

extern const Protocol protocol;

}  // namespace vigie::protocols::vnc
