// SPDX-License-Identifier: Apache-2.0
// The server query of Valve's engine (A2S_INFO), spoken by games: the information, or the challenge that comes before
// it. Asked once, the challenge is not answered.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::source_query {

extern const Protocol protocol;

}  // namespace vigie::protocols::source_query
