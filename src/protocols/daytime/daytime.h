// SPDX-License-Identifier: Apache-2.0
// Daytime (RFC 867): the date and time of the machine as text, to any datagram.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::daytime {

extern const Protocol protocol;

}  // namespace vigie::protocols::daytime
