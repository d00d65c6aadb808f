// SPDX-License-Identifier: Apache-2.0
// TLS as a protocol to be recognised: one broad ClientHello (TLS 1.3 down to 1.0), one ServerHello or alert back.
// RFC 8446, RFC 5246. What is said inside belongs to other protocols; versions and suites one by one are asked
// for by the inspection with client_hello.h.
#pragma once

#include "protocols/protocol.h"
#include "protocols/tls/client_hello.h"
#include "protocols/tls/server_hello.h"

namespace vigie::protocols::tls {

// The suites of the first hello: few enough for old servers, at least one of every kind that is alive.
const std::vector<std::uint16_t>& broad_suites();

// fact tls.version   the version of the ServerHello
// fact tls.cipher    its suite, by IANA name
// fact tls.alert     the alert sent instead
Result<Facts> parse_facts(Bytes reply);

extern const Protocol protocol;

}  // namespace vigie::protocols::tls
