// SPDX-License-Identifier: Apache-2.0
// Niagara Fox (Tridium): the greeting that every station exchanges before a login; host, station, version and brand
// come back. No login.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::fox {

extern const Protocol protocol;

}  // namespace vigie::protocols::fox
