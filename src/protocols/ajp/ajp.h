// SPDX-License-Identifier: Apache-2.0
// AJP 1.3: the ping of the connector (CPing). A port that answers it trusts whoever speaks to it; no request is
// forwarded.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::ajp {

extern const Protocol protocol;

}  // namespace vigie::protocols::ajp
