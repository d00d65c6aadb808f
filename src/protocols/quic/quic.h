// SPDX-License-Identifier: Apache-2.0
// QUIC (RFC 8999, RFC 9000): a packet of a version that does not exist; the server lists those that it speaks. It
// keeps no state for that.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::quic {

extern const Protocol protocol;

}  // namespace vigie::protocols::quic
