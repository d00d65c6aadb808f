// SPDX-License-Identifier: Apache-2.0
// NTP: one client request (mode 3, 48 bytes) and the server's answer of the same size (RFC 5905). Once a server is
// known, one question of the control mode (6): its variables, which name the software. Private mode 7, which lists
// clients and amplifies most, is never sent.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::ntp {

ByteString client_request();

// fact ntp.version     version of the reply
// fact ntp.stratum     0 = not synchronised or a kiss of death
// fact ntp.reference   reference identifier: a clock's name, a kiss code, or the address of the upstream server
Result<Facts> parse_facts(Bytes reply);

// Mode 6, "read variables" of the system (RFC 9327): asked once by the inspection, since what answers it at length is
// itself the finding.
ByteString control_request();
// fact ntp.control     answers control questions of strangers
// fact ntp.software    its version variable
// fact ntp.system      its system variable
Result<Facts> parse_control(Bytes reply);

extern const Protocol protocol;

}  // namespace vigie::protocols::ntp
