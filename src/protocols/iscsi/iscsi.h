// SPDX-License-Identifier: Apache-2.0
// iSCSI (RFC 7143): a discovery login without authentication, which shows whether the portal wants one. The list of
// targets is not asked for.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::iscsi {

extern const Protocol protocol;

}  // namespace vigie::protocols::iscsi
