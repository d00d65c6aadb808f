// SPDX-License-Identifier: Apache-2.0
// ManageSieve (RFC 5804): the greeting, which lists software, extensions, ways to log in and STARTTLS. Nothing is sent.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::sieve {

extern const Protocol protocol;

}  // namespace vigie::protocols::sieve
