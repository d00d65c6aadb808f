// SPDX-License-Identifier: Apache-2.0
// IKE, the door of IPsec gateways: the first message of version 2 (RFC 7296) and of version 1 (main mode, RFC 2409),
// whose answer carries the vendor identifiers. No identity, no secret and no second message is ever sent; aggressive
// mode, which makes a gateway give away a hash of its secret, is not in this code.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::ike {

ByteString initial_request();    // version 2, IKE_SA_INIT
ByteString main_mode_request();  // version 1
ByteString traversal_request();  // version 2 behind the marker of port 4500

struct Answer {
    unsigned version = 2;                 // fact ike.version
    std::vector<std::string> vendors;     // fact ike.vendors
    std::vector<std::string> vendor_ids;  // fact ike.vendor_ids
};
Result<Answer> parse_answer(Bytes reply);
Result<Facts> parse_facts(Bytes reply);

extern const Protocol protocol;
extern const Protocol protocol_v1;
extern const Protocol protocol_traversal;  // port 4500

}  // namespace vigie::protocols::ike
