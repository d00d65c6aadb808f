// SPDX-License-Identifier: Apache-2.0
// GTP (3GPP TS 29.060, 29.281): the echo request of the tunnels between mobile networks. No tunnel is asked for.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::gtp {

extern const Protocol protocol;

}  // namespace vigie::protocols::gtp
