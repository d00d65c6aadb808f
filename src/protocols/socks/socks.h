// SPDX-License-Identifier: Apache-2.0
// SOCKS 5 (RFC 1928): the offer of methods, to learn whether the proxy serves anybody. No connection is asked through
// it.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::socks {

extern const Protocol protocol;

}  // namespace vigie::protocols::socks
