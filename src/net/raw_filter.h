// SPDX-License-Identifier: Apache-2.0
// The classic BPF programs of the sockets: they keep everything that is not an answer to us out of our memory.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "model/address.h"

namespace vigie::net {

// IPv4 or IPv6 packets from their header on: SYN-ACK or RST to our port, ICMP echo and timestamp replies, ICMP
// "destination unreachable". Nothing else, and of those only as much as is read.
base::Result<void> attach_answer_filter(int descriptor, bool v6, model::Port port);
// Drops everything.
base::Result<void> attach_deaf_filter(int descriptor);

}  // namespace vigie::net
