// SPDX-License-Identifier: Apache-2.0
// NetBIOS name service: one node status request for "*" (RFC 1002 4.2.17), answered with the names of the host.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::netbios {

ByteString node_status_request();

// fact netbios.names       "PACS01<20>": name and suffix, in the order of the answer
// fact netbios.workgroup   the group name with suffix 00
// fact netbios.mac         adapter address, when it is not zero
Result<Facts> parse_facts(Bytes reply);

extern const Protocol protocol;

}  // namespace vigie::protocols::netbios
