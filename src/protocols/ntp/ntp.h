// SPDX-License-Identifier: Apache-2.0
// NTP: one client request (mode 3, 48 bytes) and the server's answer of the same size (RFC 5905). The control and
// private modes 6 and 7, which tell more and amplify, are never sent.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::ntp {

ByteString client_request();

// fact ntp.version     version of the reply
// fact ntp.stratum     0 = not synchronised or a kiss of death
// fact ntp.reference   reference identifier: a clock's name, a kiss code, or the address of the upstream server
Result<Facts> parse_facts(Bytes reply);

extern const Protocol protocol;

}  // namespace vigie::protocols::ntp
