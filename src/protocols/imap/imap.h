// SPDX-License-Identifier: Apache-2.0
// IMAP (RFC 3501, RFC 9051): the greeting and the capabilities: STARTTLS, mechanisms, whether a password in clear is
// refused, and the product where the server names itself. No login.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::imap {

extern const Protocol protocol;

}  // namespace vigie::protocols::imap
