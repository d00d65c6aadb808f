// SPDX-License-Identifier: Apache-2.0
// Character generator (RFC 864): one datagram in, up to 512 characters out, which makes it an amplifier. One byte is
// asked, nothing more; that it answers is the finding.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::chargen {

extern const Protocol protocol;

}  // namespace vigie::protocols::chargen
