// SPDX-License-Identifier: Apache-2.0
// TFTP: a read request for a file that nobody has, answered by an error (RFC 1350). No file is ever read: should data
// come all the same, the transfer is ended with abort_packet(). The answer comes from another port than 69.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::tftp {

ByteString read_request();
ByteString abort_packet();     // to the port that sent data
bool sends_data(Bytes reply);  // the transfer has begun: abort it

// fact tftp.error   error text of the reply
Result<Facts> parse_facts(Bytes reply);

extern const Protocol protocol;

}  // namespace vigie::protocols::tftp
