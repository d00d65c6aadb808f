// SPDX-License-Identifier: Apache-2.0
// DNS as a protocol to be recognised, over UDP and TCP: "version.bind, class chaos, TXT" (BIND's custom, kept by most
// servers), over TCP then version.server and id.server (RFC 4892) in the same conversation; never about a name of
// anybody. Questions about zones belong to the stages that own the declared domains. RFC 1035.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::dns {

ByteString version_query();      // one datagram
ByteString version_query_tcp();  // the same after its two bytes of length

// Reads both forms: the identifiers of our questions are no possible length, so the first two bytes tell them apart.
// fact dns.version   the first text that names a version, when there is one
// fact dns.identity  which server of several this is (id.server)
// fact dns.tcp       true when the answer came over TCP
Result<Facts> parse_facts(Bytes reply);

extern const Protocol protocol;
extern const Protocol protocol_tcp;

}  // namespace vigie::protocols::dns
