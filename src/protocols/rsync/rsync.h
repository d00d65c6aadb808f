// SPDX-License-Identifier: Apache-2.0
// rsync daemon: its greeting and the list of its modules, which it shows to anybody. No module is opened, no file is
// listed.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::rsync {

extern const Protocol protocol;

}  // namespace vigie::protocols::rsync
