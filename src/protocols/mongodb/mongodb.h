// SPDX-License-Identifier: Apache-2.0
// MongoDB: the first question of any driver (hello), which needs no login; versions of the wire protocol and the name
// of a replica set come back. No database is listed.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::mongodb {

extern const Protocol protocol;

}  // namespace vigie::protocols::mongodb
