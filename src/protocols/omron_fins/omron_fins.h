// SPDX-License-Identifier: Apache-2.0
// FINS, the protocol of Omron controllers (W227): the reading of the controller's model and version. No memory is
// read, no mode is changed.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::omron_fins {

extern const Protocol protocol;
extern const Protocol protocol_tcp;

}  // namespace vigie::protocols::omron_fins
