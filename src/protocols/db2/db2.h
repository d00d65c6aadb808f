// SPDX-License-Identifier: Apache-2.0
// IBM Db2: the discovery of its administration server; name and release come back. No attachment.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::db2 {

extern const Protocol protocol;

}  // namespace vigie::protocols::db2
