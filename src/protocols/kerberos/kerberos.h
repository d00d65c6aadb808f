// SPDX-License-Identifier: Apache-2.0
// Kerberos 5 (RFC 4120): a first request for a realm that cannot exist, to read the refusal: it has the time of the
// server and often its realm. No account is named, no password or hash is ever sent.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::kerberos {

extern const Protocol protocol_tcp;

extern const Protocol protocol;

}  // namespace vigie::protocols::kerberos
