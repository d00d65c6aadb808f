// SPDX-License-Identifier: Apache-2.0
// Kafka: ApiVersions, which a client may ask before it logs in, and Metadata without any topic: the brokers and their
// cluster when the server answers strangers. No topic is named and no message is read.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::kafka {

extern const Protocol protocol;

}  // namespace vigie::protocols::kafka
