// SPDX-License-Identifier: Apache-2.0
// CoAP (RFC 7252): the list of resources, of which only the first block of 64 bytes is wanted, so that the answer is
// no larger than needed. Nothing else is read.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::coap {

extern const Protocol protocol;

}  // namespace vigie::protocols::coap
