// SPDX-License-Identifier: Apache-2.0
// ClickHouse's own protocol: a ping before the greeting, which every server answers with an exception. The greeting,
// which would be a login, is never sent.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::clickhouse {

extern const Protocol protocol;

}  // namespace vigie::protocols::clickhouse
