// SPDX-License-Identifier: Apache-2.0
// Memcached: its version over TCP, the same question over UDP in its frame. Never a key, never stats that list them.
#pragma once

#include <string>

#include "protocols/protocol.h"

namespace vigie::protocols::memcached {

struct Version {
    std::string version;          // "1.6.18"; "" when it was refused  // fact memcached.version
    bool unauthenticated = true;  // fact memcached.unauthenticated
};

// Errors: not_spoken, malformed.
Result<Version> parse_version(Bytes reply);

// A whole datagram: the frame (request id, number, count, reserved) and the question, and back.
// UDP on the Internet makes a server an amplifier: that it answers at all is the finding.
ByteString udp_probe();
Result<Version> parse_udp(Bytes datagram);

extern const Protocol protocol;
extern const Protocol protocol_udp;

}  // namespace vigie::protocols::memcached
