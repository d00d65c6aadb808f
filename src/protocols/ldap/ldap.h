// SPDX-License-Identifier: Apache-2.0
// LDAP (RFC 4511) over TCP and, as Active Directory speaks it, over UDP: the root entry of the directory, which is
// public by specification: naming contexts, functional level, mechanisms, vendor. No bind is sent and no entry of the
// directory is read. Over UDP few attributes are asked, so that the answer stays short.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::ldap {

extern const Protocol protocol_udp;

extern const Protocol protocol;

}  // namespace vigie::protocols::ldap
