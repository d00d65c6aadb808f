// SPDX-License-Identifier: Apache-2.0
// IRC: the question for capabilities (IRCv3), which comes before any registration, and VERSION, which a server refuses
// to those who are not registered. No nickname is taken, so nobody in a channel sees anything.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::irc {

extern const Protocol protocol;

}  // namespace vigie::protocols::irc
