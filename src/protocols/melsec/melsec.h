// SPDX-License-Identifier: Apache-2.0
// Mitsubishi controllers (SLMP / MC protocol, 3E frame): the reading of the model of the processor. No device memory
// is read, no mode is changed.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::melsec {

extern const Protocol protocol_tcp;

extern const Protocol protocol;

}  // namespace vigie::protocols::melsec
