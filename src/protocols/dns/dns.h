// SPDX-License-Identifier: Apache-2.0
// DNS as a protocol to be recognised, over UDP and TCP: one question "version.bind, class chaos, TXT" (BIND's custom,
// kept by most servers; RFC 4892), never about a name of anybody. Questions about zones belong to the stages that
// own the declared domains. RFC 1035.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::dns {

ByteString version_query();      // one datagram
ByteString version_query_tcp();  // the same after its two bytes of length

// Reads both forms: the identifier of our question is no possible length, so the first two bytes tell them apart.
// fact dns.version   the text of the answer, when there is one
// fact dns.tcp       true when the answer came over TCP
Result<Facts> parse_facts(Bytes reply);

extern const Protocol protocol;
extern const Protocol protocol_tcp;

}  // namespace vigie::protocols::dns
