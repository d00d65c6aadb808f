// SPDX-License-Identifier: Apache-2.0
// The master key: one small file, kept apart from the store, that opens the keys of all audits. Either the file is the
// secret, or a passphrase opens it (argon2id). It is written whole or not at all, for its owner only, and never
// overwritten by a new key.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/result.h"
#include "store/secret.h"

namespace vigie::store {

using AskPassphrase = std::function<base::Result<std::string>()>;
enum class KeyProtection { absent, file, passphrase };

// Errors: malformed (not a key file), io.
base::Result<KeyProtection> key_protection(const std::filesystem::path& path, const std::string& lang = "en");

// The key of this file; a missing file is made, with a new key. Errors: input (wrong passphrase), malformed, io.
base::Result<SecretKey> load_master_key(const std::filesystem::path& path, const AskPassphrase& ask,
                                        const std::string& lang = "en");

// Writes the same key under a passphrase, or with "" bare. Errors: io, internal.
base::Result<void> protect_master_key(const std::filesystem::path& path, const SecretKey& key,
                                      const std::string& passphrase, const std::string& lang = "en");

}  // namespace vigie::store
