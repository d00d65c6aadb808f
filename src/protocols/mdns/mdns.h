// SPDX-License-Identifier: Apache-2.0
// Multicast DNS asked directly (a one-shot query from another port, RFC 6762 6.7): which service types does this
// host announce (RFC 6763 section 9)? One datagram, one answer; nothing is sent to a group.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::mdns {

ByteString service_types_query();

// fact mdns.services   "_ipp._tcp", in the order of the answer
Result<Facts> parse_facts(Bytes reply);

extern const Protocol protocol;

}  // namespace vigie::protocols::mdns
