// SPDX-License-Identifier: Apache-2.0
// NFS (RFC 1813, RFC 7530): one empty call with a version that no server has; the refusal names the versions that it
// does have. Nothing is mounted or read.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::nfs {

extern const Protocol protocol_udp;

extern const Protocol protocol;

}  // namespace vigie::protocols::nfs
