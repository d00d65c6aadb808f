// SPDX-License-Identifier: Apache-2.0
// DNP3 (IEEE 1815): the state of the link only, asked of the usual station addresses in one datagram. Nothing above
// the link is asked, so no point is read or operated.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::dnp3 {

extern const Protocol protocol_udp;

extern const Protocol protocol;

}  // namespace vigie::protocols::dnp3
