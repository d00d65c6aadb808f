// SPDX-License-Identifier: Apache-2.0
#include "scan/cookies.h"

#include <algorithm>

#include <sodium.h>

namespace vigie::scan {

base::Result<Cookies> Cookies::make() {
    static_assert(crypto_shorthash_KEYBYTES == 16 && crypto_shorthash_BYTES == 8);
    if (sodium_init() < 0) return base::fail(base::Errc::internal, "starting libsodium failed");
    Cookies out;
    crypto_shorthash_keygen(out.key_.data());
    return out;
}

std::uint64_t Cookies::of(const model::IpAddress& address, model::Port port) const {
    std::array<std::uint8_t, 19> message{};
    std::copy(address.bytes().begin(), address.bytes().end(), message.begin());
    message[16] = static_cast<std::uint8_t>(port >> 8U);
    message[17] = static_cast<std::uint8_t>(port);
    message[18] = address.is_v4() ? 4 : 6;
    std::array<std::uint8_t, 8> hash{};
    crypto_shorthash(hash.data(), message.data(), message.size(), key_.data());
    std::uint64_t value = 0;
    for (const std::uint8_t byte : hash) value = value << 8U | byte;
    return value;
}

}  // namespace vigie::scan
