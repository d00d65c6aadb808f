// SPDX-License-Identifier: Apache-2.0
// ZooKeeper: the four-letter question srvr, which names the version; where it is not allowed the refusal shows the
// product. No node is read.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::zookeeper {

extern const Protocol protocol;

}  // namespace vigie::protocols::zookeeper
