// SPDX-License-Identifier: Apache-2.0
// Remote Desktop over UDP (MS-RDPEUDP): the SYN of its transport; a server answers with SYN and ACK before any
// security. It is not confirmed, so that no connection comes to be.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::rdp_udp {

extern const Protocol protocol;

}  // namespace vigie::protocols::rdp_udp
