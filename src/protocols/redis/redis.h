// SPDX-License-Identifier: Apache-2.0
// Redis and its kin (Valkey, KeyDB): two read-only INFO sections as inline commands; version, mode and number of keys,
// or the reason why we are not answered. Never a key name, never a value, never AUTH.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "protocols/protocol.h"

namespace vigie::protocols::redis {

enum class Access {
    open,            // INFO was answered without a password
    password,        // -NOAUTH
    protected_mode,  // -DENIED: only loopback is served
    other_error      // another error of Redis: it speaks, and says nothing of access
};

struct Info {
    Access access = Access::other_error;
    std::string version;               // fact redis.version
    std::string mode;                  // fact redis.mode
    std::string os;                    // fact redis.os
    std::string server_name;           // "valkey" where the server names itself  // fact redis.server_name
    std::string server_version;        // its own version beside the compatible one  // fact redis.server_version
    std::optional<std::int64_t> keys;  // all databases  // fact redis.keys
};

// Errors: not_spoken, malformed.
Result<Info> parse_info(Bytes reply);

extern const Protocol protocol;

}  // namespace vigie::protocols::redis
