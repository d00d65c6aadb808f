// SPDX-License-Identifier: Apache-2.0
// MS-RPC (the endpoint mapper, C706 chapter 12): the binding to the mapper, which is the handshake of any client. No
// interface is listed or called.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::msrpc {

extern const Protocol protocol;

}  // namespace vigie::protocols::msrpc
