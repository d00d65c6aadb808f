// SPDX-License-Identifier: Apache-2.0
// Microsoft SQL Server: the message before the login (MS-TDS 2.2.6.5), which has version and encryption, and over UDP
// the list of instances of its browser (MC-SQLR). Never a login.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::mssql {

extern const Protocol protocol_udp;

extern const Protocol protocol;

}  // namespace vigie::protocols::mssql
