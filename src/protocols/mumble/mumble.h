// SPDX-License-Identifier: Apache-2.0
// Mumble: the ping of its list of servers; version and number of users come back. No connection.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::mumble {

extern const Protocol protocol;

}  // namespace vigie::protocols::mumble
