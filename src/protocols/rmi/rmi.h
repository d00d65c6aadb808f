// SPDX-License-Identifier: Apache-2.0
// Java RMI: the acknowledgement of the protocol, which contains our own address as the server sees it. No registry is
// listed, no object is called.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::rmi {

extern const Protocol protocol;

}  // namespace vigie::protocols::rmi
