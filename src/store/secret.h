// SPDX-License-Identifier: Apache-2.0
// Keys and sealed texts: XChaCha20-Poly1305 of libsodium, nothing of our own. A sealed text is bound to its context
// (which audit, which document): moved to another place it no longer opens. Never prints or stores a key in clear
// other than where the caller asks for its bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace vigie::store {

inline constexpr std::size_t kSecretKeySize = 32;

// 32 bytes on a page of their own: never swapped out nor dumped, overwritten when no copy is left, and zero in a
// process that is forked off (the one that reads the network has no key).
class SecretKey {
public:
    static SecretKey random();
    // Nothing when there are not exactly kSecretKeySize bytes.
    static std::optional<SecretKey> from(base::Bytes bytes);
    // Argon2id, moderate cost. Errors: internal (no memory for it).
    static base::Result<SecretKey> from_passphrase(std::string_view passphrase, base::Bytes salt);

    // Another key for another purpose; knowing it does not give this one away.
    [[nodiscard]] SecretKey derived(std::string_view purpose) const;
    // 64 hexadecimal digits that only an owner of the key can compute for this text.
    [[nodiscard]] std::string mark(std::string_view text) const;
    [[nodiscard]] base::Bytes bytes() const { return {page_.get(), kSecretKeySize}; }

private:
    SecretKey();
    [[nodiscard]] std::span<std::uint8_t> room() { return {page_.get(), kSecretKeySize}; }
    std::shared_ptr<std::uint8_t> page_;
};

// Overwrites a text that held a key.
void forget(std::string& text);

inline constexpr std::size_t kSaltSize = 16;
base::ByteString random_salt();

// Base64 of nonce and ciphertext.
std::string seal(const SecretKey& key, std::string_view context, std::string_view clear);
// Errors: malformed (another key, another context, or altered: they cannot be told apart).
base::Result<std::string> unseal(const SecretKey& key, std::string_view context, std::string_view sealed);

}  // namespace vigie::store
