// SPDX-License-Identifier: Apache-2.0
// Ubiquiti's discovery: four bytes asked, model, firmware and name answered. An amplifier when it faces the Internet,
// which is the finding; it is asked once.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::ubiquiti {

extern const Protocol protocol;

}  // namespace vigie::protocols::ubiquiti
