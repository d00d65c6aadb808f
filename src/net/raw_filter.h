// SPDX-License-Identifier: Apache-2.0
// The classic BPF programs of the raw sockets: they keep everything that is not an answer to us out of our memory.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "model/address.h"

namespace vigie::net {

// What a raw socket delivers first: the IP header (IPv4) or the transport header (IPv6).
enum class RawLayer { ip_header, transport_header };

// TCP to our port, SYN-ACK or RST only.
base::Result<void> attach_tcp_filter(int descriptor, RawLayer layer, model::Port port);
// Drops everything.
base::Result<void> attach_deaf_filter(int descriptor);
// ICMP echo replies and "destination unreachable".
base::Result<void> attach_icmp_filter(int descriptor, bool v6);

}  // namespace vigie::net
