// SPDX-License-Identifier: Apache-2.0
// X11: the opening of a connection without authorisation, to learn whether the display lets anybody in; it is closed
// at once. No window is read.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::x11 {

extern const Protocol protocol;

}  // namespace vigie::protocols::x11
