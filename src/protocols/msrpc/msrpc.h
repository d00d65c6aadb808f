// SPDX-License-Identifier: Apache-2.0
// MS-RPC (the endpoint mapper, C706 chapter 12 and appendix O): the binding to the mapper, which is the handshake of
// any client, and its public list of endpoints: what they are called and on which TCP ports. No other interface is
// called.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::msrpc {

extern const Protocol protocol;

}  // namespace vigie::protocols::msrpc
