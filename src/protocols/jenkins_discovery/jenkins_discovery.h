// SPDX-License-Identifier: Apache-2.0
// The UDP announcement of Jenkins (before 2.219): any datagram is answered with version and address. An amplifier; one
// byte is sent.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::jenkins_discovery {

extern const Protocol protocol;

}  // namespace vigie::protocols::jenkins_discovery
