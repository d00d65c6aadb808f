// SPDX-License-Identifier: Apache-2.0
// Time (RFC 868): the seconds since 1900 in four bytes, to an empty question; one byte is sent since an empty datagram
// does not pass everywhere.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::time {

extern const Protocol protocol;

}  // namespace vigie::protocols::time
