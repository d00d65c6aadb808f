// SPDX-License-Identifier: Apache-2.0
// IEC 60870-5-104: the test frame of the link, which a station confirms before any transfer is started. No data is
// requested, no command is sent.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::iec104 {

extern const Protocol protocol;

}  // namespace vigie::protocols::iec104
