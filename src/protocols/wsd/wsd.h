// SPDX-License-Identifier: Apache-2.0
// WS-Discovery (2005/04): a probe without conditions, as Windows and printers answer it. The answer is larger than the
// question, so it is asked once; nothing is fetched from the addresses it names.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::wsd {

extern const Protocol protocol;

}  // namespace vigie::protocols::wsd
