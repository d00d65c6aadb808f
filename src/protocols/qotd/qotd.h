// SPDX-License-Identifier: Apache-2.0
// Quote of the day (RFC 865): a text of at most 512 characters to any datagram. An amplifier; one byte is asked.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::qotd {

extern const Protocol protocol;

}  // namespace vigie::protocols::qotd
