// SPDX-License-Identifier: Apache-2.0
// Moxa NPort serial servers: the search of their own tool; the model comes back. No setting is read or changed.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::moxa {

extern const Protocol protocol;

}  // namespace vigie::protocols::moxa
