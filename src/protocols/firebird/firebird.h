// SPDX-License-Identifier: Apache-2.0
// Firebird and InterBase: op_connect with the versions of the protocol that we know, without a user. The answer is the
// version agreed, a refusal, or the wish to go on with a login, which never comes.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::firebird {

extern const Protocol protocol;

}  // namespace vigie::protocols::firebird
