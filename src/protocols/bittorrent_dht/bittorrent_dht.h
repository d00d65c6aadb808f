// SPDX-License-Identifier: Apache-2.0
// BitTorrent's distributed table (BEP 5): a ping. Its presence in a hospital is the information; nothing is looked up.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::bittorrent_dht {

extern const Protocol protocol;

}  // namespace vigie::protocols::bittorrent_dht
