// SPDX-License-Identifier: Apache-2.0
// Apple Remote Desktop (the assistant on port 3283): the five bytes that its own browser sends. The answer is large,
// so it is asked once; no session.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::apple_remote {

extern const Protocol protocol;

}  // namespace vigie::protocols::apple_remote
