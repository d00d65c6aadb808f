// SPDX-License-Identifier: Apache-2.0
// HART-IP (FieldComm TS20085): the opening of a session of one second, which is all that answers without addressing an
// instrument. No command is passed on.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::hart_ip {

extern const Protocol protocol;

}  // namespace vigie::protocols::hart_ip
