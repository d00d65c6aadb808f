// SPDX-License-Identifier: Apache-2.0
// POP3 (RFC 1939, RFC 2449): the greeting and the capabilities. No login.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::pop3 {

extern const Protocol protocol;

}  // namespace vigie::protocols::pop3
