// SPDX-License-Identifier: Apache-2.0
// Oracle (TNS): the version question of the listener. It answers or refuses, and says its version either way. No
// database is connected to.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::oracle {

extern const Protocol protocol;

}  // namespace vigie::protocols::oracle
