// SPDX-License-Identifier: Apache-2.0
// X display manager (XDMCP 1.0): a query; a manager says whether it would open a graphical login for us. No session is
// requested. What follows such a query is not encrypted, passwords included.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::xdmcp {

extern const Protocol protocol;

}  // namespace vigie::protocols::xdmcp
