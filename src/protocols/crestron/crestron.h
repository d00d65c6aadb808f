// SPDX-License-Identifier: Apache-2.0
// Crestron (CIP, room control): the discovery datagram that its own tools send; the answer has host name, model and
// firmware. No program is read or changed.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::crestron {

extern const Protocol protocol;

}  // namespace vigie::protocols::crestron
