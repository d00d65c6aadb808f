// SPDX-License-Identifier: Apache-2.0
// The debug port of a Java machine (JDWP): its handshake of fourteen bytes. Anybody who passes it commands the
// machine; nothing is sent after it.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::jdwp {

extern const Protocol protocol;

}  // namespace vigie::protocols::jdwp
