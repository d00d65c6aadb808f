// SPDX-License-Identifier: Apache-2.0
// Dahua cameras and recorders (DHIP): the discovery of their own tool; type, serial number and version come back. No
// login, no picture.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::dahua {

extern const Protocol protocol;

}  // namespace vigie::protocols::dahua
