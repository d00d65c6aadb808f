// SPDX-License-Identifier: Apache-2.0
// AFS (the Rx protocol): the version packet, which every Rx server answers with its build, outside any call.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::afs {

extern const Protocol protocol;

}  // namespace vigie::protocols::afs
