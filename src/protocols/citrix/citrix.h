// SPDX-License-Identifier: Apache-2.0
// Citrix: over TCP the greeting of ICA, over UDP the first datagram of the ICA browser of old farms. No application is
// listed or started.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::citrix {

extern const Protocol protocol_udp;

extern const Protocol protocol;

}  // namespace vigie::protocols::citrix
