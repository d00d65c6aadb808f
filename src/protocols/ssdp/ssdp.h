// SPDX-License-Identifier: Apache-2.0
// SSDP: an M-SEARCH for root devices sent to one address, answered in the form of an HTTP response (UPnP Device
// Architecture 1.1, section 1.3). "ssdp:all" is never asked: its answers are many.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::ssdp {

ByteString search();

// fact ssdp.server     SERVER header
// fact ssdp.location   LOCATION header
// fact ssdp.usn        USN header
Result<Facts> parse_facts(Bytes reply);

extern const Protocol protocol;

}  // namespace vigie::protocols::ssdp
