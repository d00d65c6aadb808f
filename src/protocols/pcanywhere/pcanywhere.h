// SPDX-License-Identifier: Apache-2.0
// pcAnywhere: the name query of its own browser; the name of the host and whether somebody is connected come back. No
// session.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::pcanywhere {

extern const Protocol protocol;

}  // namespace vigie::protocols::pcanywhere
