// SPDX-License-Identifier: Apache-2.0
// Modbus/TCP (V1.1b3, 6.21) and the same over UDP: the identification of the device (function 43/14), an official
// read-only question. A controller that names Schneider as its maker is then asked which one it is (UMAS, function 0x5A
// with 0x02 and no other). No register or coil is read.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::modbus {

extern const Protocol protocol_udp;

extern const Protocol protocol;

}  // namespace vigie::protocols::modbus
