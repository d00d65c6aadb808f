// SPDX-License-Identifier: Apache-2.0
// Hikvision cameras and recorders (SADP): the inquiry of their own tool; model, serial number and firmware come back.
// No login, no activation.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::hikvision {

extern const Protocol protocol;

}  // namespace vigie::protocols::hikvision
