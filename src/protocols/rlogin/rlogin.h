// SPDX-License-Identifier: Apache-2.0
// rlogin (RFC 1282): the zero byte that a client begins with, without the names that would be a login. A server refuses
// whoever comes from an ordinary port. rsh says nothing at all to such a client, and is not asked.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::rlogin {

extern const Protocol protocol;

}  // namespace vigie::protocols::rlogin
