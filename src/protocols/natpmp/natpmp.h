// SPDX-License-Identifier: Apache-2.0
// NAT-PMP and PCP (RFC 6886, RFC 6887): what the external address is; where that stays silent, the announcement of
// PCP. No port is ever mapped. Answering from outside at all means that strangers may open the router.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::natpmp {

extern const Protocol protocol_pcp;

extern const Protocol protocol;

}  // namespace vigie::protocols::natpmp
