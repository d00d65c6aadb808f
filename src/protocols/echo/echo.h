// SPDX-License-Identifier: Apache-2.0
// Echo (RFC 862): a few bytes that must come back as they were. Never more than those: a server that answers strangers
// may be used against others, which is the finding.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::echo {

extern const Protocol protocol;

}  // namespace vigie::protocols::echo
