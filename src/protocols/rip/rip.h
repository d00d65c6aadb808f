// SPDX-License-Identifier: Apache-2.0
// RIP (RFC 2453): the question for one route that no router has, from a port of our own as section 3.9.1 foresees.
// Never the whole table: that would be an amplifier, and none of our business.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::rip {

extern const Protocol protocol;

}  // namespace vigie::protocols::rip
