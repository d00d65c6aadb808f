// SPDX-License-Identifier: Apache-2.0
// Digi's device discovery (ADDP): a question to any device; model, firmware and adapter come back. The commands that
// set an address or restart are never sent.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::digi_addp {

extern const Protocol protocol;

}  // namespace vigie::protocols::digi_addp
