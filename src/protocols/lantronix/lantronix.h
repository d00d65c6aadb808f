// SPDX-License-Identifier: Apache-2.0
// Lantronix serial servers: the query of type and firmware (F6). The query of the whole set-up (F8) is never sent: old
// models put their password into its answer.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::lantronix {

extern const Protocol protocol;

}  // namespace vigie::protocols::lantronix
