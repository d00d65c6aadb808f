// SPDX-License-Identifier: Apache-2.0
// Gives up every privilege for good, before the first byte from the network is parsed.
#pragma once

#include <string>

#include "base/result.h"

namespace vigie::net {

// When running as root: becomes the system user "vigie", or "nobody" where that does not exist; drops all capabilities,
// forbids regaining any (no_new_privs), dies with its parent. As another user: only the last three.
// Returns the name of the user it now is. On any error the caller must stop: nothing may be parsed.
base::Result<std::string> drop_privileges();

}  // namespace vigie::net
