// SPDX-License-Identifier: Apache-2.0
// Service location (RFC 2608): which types of services the agent knows. A registration is never sent; agents on the
// Internet are amplifiers, so nothing is asked twice.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::slp {

extern const Protocol protocol;

}  // namespace vigie::protocols::slp
