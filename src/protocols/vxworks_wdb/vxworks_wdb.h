// SPDX-License-Identifier: Apache-2.0
// VxWorks' debug agent (WDB, an RPC program): one empty call. An agent that answers lets anybody read and write the
// memory of the machine, so nothing beyond that call is ever sent.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::vxworks_wdb {

extern const Protocol protocol;

}  // namespace vigie::protocols::vxworks_wdb
