// SPDX-License-Identifier: Apache-2.0
// HL7 v2 over MLLP: an empty frame, never a message: a real one could be stored. A frame that comes back, or an
// acknowledgement, shows the interface.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::hl7 {

extern const Protocol protocol;

}  // namespace vigie::protocols::hl7
