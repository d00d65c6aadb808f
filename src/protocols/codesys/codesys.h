// SPDX-License-Identifier: Apache-2.0
// CODESYS 2 controllers: the question for the runtime's name and version, in both byte orders. CODESYS 3 answers by
// addresses that the asker has to be at, so it is not asked; see docs/udp-services.md.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::codesys {

extern const Protocol protocol;
extern const Protocol protocol_big_endian;

}  // namespace vigie::protocols::codesys
