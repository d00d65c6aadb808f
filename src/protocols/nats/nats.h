// SPDX-License-Identifier: Apache-2.0
// NATS: the line that a server says first: version, name, whether a login is needed. Nothing is sent.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::nats {

extern const Protocol protocol;

}  // namespace vigie::protocols::nats
