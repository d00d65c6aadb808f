// SPDX-License-Identifier: Apache-2.0
// AFP over TCP (DSI): GetStatus, which a client asks before it opens a session: name, type, versions and ways to log
// in. No session is opened.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::afp {

extern const Protocol protocol;

}  // namespace vigie::protocols::afp
