// SPDX-License-Identifier: Apache-2.0
// IAX2 (RFC 5456): the question whether somebody is there (POKE), outside any call. No registration, no call.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::iax2 {

extern const Protocol protocol;

}  // namespace vigie::protocols::iax2
