// SPDX-License-Identifier: Apache-2.0
// OpenWire, the protocol of ActiveMQ: the description of its wire format, with which the broker greets. Nothing is
// sent.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::openwire {

extern const Protocol protocol;

}  // namespace vigie::protocols::openwire
