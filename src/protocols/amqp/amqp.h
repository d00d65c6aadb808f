// SPDX-License-Identifier: Apache-2.0
// AMQP 0-9-1 and 1.0: the protocol header; a broker of 0-9-1 answers with its product and version before any login,
// another with the version that it wants. Nothing is opened.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::amqp {

extern const Protocol protocol;

}  // namespace vigie::protocols::amqp
