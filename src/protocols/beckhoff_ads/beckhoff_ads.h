// SPDX-License-Identifier: Apache-2.0
// Beckhoff TwinCAT (ADS discovery): the question of its own search; host name and version of TwinCAT come back. No
// route is added, no variable is read.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::beckhoff_ads {

extern const Protocol protocol;

}  // namespace vigie::protocols::beckhoff_ads
