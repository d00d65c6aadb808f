// SPDX-License-Identifier: Apache-2.0
// MGCP (RFC 3435): the audit of an endpoint that does not exist, which every gateway may refuse. No endpoint is read
// or changed.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::mgcp {

extern const Protocol protocol;

}  // namespace vigie::protocols::mgcp
