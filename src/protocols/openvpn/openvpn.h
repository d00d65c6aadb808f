// SPDX-License-Identifier: Apache-2.0
// OpenVPN: the first packet of a client without tls-auth; a server with it, or with tls-crypt, is silent by design. No
// TLS follows.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::openvpn {

extern const Protocol protocol_tcp;

extern const Protocol protocol;

}  // namespace vigie::protocols::openvpn
