// SPDX-License-Identifier: Apache-2.0
// SPICE: the link message that a viewer begins with; the server's answer names its version and what it can do. The
// ticket, which would be the login, is never sent.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::spice {

extern const Protocol protocol;

}  // namespace vigie::protocols::spice
