// SPDX-License-Identifier: Apache-2.0
// EtherNet/IP (CIP volume 2): the identity of the device, which any tool asks before a session. No session is opened,
// no tag is read.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::enip {

extern const Protocol protocol_udp;

extern const Protocol protocol;

}  // namespace vigie::protocols::enip
