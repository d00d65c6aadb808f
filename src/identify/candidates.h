// SPDX-License-Identifier: Apache-2.0
// Which questions to ask behind a port, in which order. Pure.
#pragma once

#include <vector>

#include "base/bytes.h"
#include "protocols/protocol.h"

namespace vigie::identify {

// Protocols of this transport to try on the port: those usual there, then HTTP and TLS, then (everything) the others
// that have a question of their own, most likely first. None is listed twice.
std::vector<const protocols::Protocol*> candidates(model::Transport transport, model::Port port, bool everything);

// The protocol that the bytes belong to: a sure match, else the only "maybe" among the preferred ones, else null.
const protocols::Protocol* recognise(base::Bytes bytes, model::Transport transport,
                                     const protocols::Protocol* preferred);

}  // namespace vigie::identify
