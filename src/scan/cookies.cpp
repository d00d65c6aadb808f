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
    // IPv4 and IPv6 messages differ in length, so one can never be taken for the other.
    std::array<std::uint8_t, 18> message{};
    const std::size_t width = address.width() / 8;
    std::copy_n(address.bytes().begin(), width, message.begin());
    message.at(width) = static_cast<std::uint8_t>(port >> 8U);
    message.at(width + 1) = static_cast<std::uint8_t>(port);
    std::array<std::uint8_t, 8> hash{};
    crypto_shorthash(hash.data(), message.data(), width + 2, key_.data());
    std::uint64_t value = 0;
    for (const std::uint8_t byte : hash) value = value << 8U | byte;
    return value;
}

}  // namespace vigie::scan
