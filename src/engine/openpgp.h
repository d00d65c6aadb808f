// SPDX-License-Identifier: Apache-2.0
// OpenPGP by the user's own GnuPG and key ring: to whom a document is encrypted, by whom it is signed. The document is
// handed over in memory, never through a file in clear.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vigie::engine {

struct OpenPgp {
    // A full fingerprint (taken at its word), the file of a public key, or an address whose key GnuPG holds for valid.
    std::vector<std::string> recipients;
    std::string signer;  // key or address; "" = not signed
};

// Encrypted to all recipients, and signed when there is a signer. Errors: input (which key is missing, expired, revoked
// or not certified, and what to do), io.
base::Result<std::string> encrypt(std::string_view clear, const OpenPgp& keys, const std::string& lang);
// A detached signature. Errors: the same.
base::Result<std::string> sign(std::string_view content, const std::string& signer, const std::string& lang);

}  // namespace vigie::engine
