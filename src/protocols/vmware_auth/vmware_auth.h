// SPDX-License-Identifier: Apache-2.0
// The authentication service of VMware ESXi on 902: its greeting names versions and whether TLS is required. Nothing is
// sent.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::vmware_auth {

extern const Protocol protocol;

}  // namespace vigie::protocols::vmware_auth
