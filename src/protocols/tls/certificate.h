// SPDX-License-Identifier: Apache-2.0
// What a certificate says, as facts, and whether a chain leads to a root that this system trusts. Certificates are
// hostile input: OpenSSL parses them, sizes and counts are capped here, and nothing is fetched (no CRL, no OCSP).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "protocols/protocol.h"

using X509_STORE = struct x509_store_st;

namespace vigie::protocols::tls {

inline constexpr std::size_t kCertificateLimit = 65536;  // bytes of one certificate
inline constexpr std::size_t kChainLimit = 32;

// Facts certificate.*, all of data/facts/certificate.toml but those that need the perimeter, the trust store or other
// services. Errors: malformed, limit.
Result<Facts> certificate_facts(Bytes leaf, const std::vector<ByteString>& chain, base::Instant now);

// Names of the subject alternative name, DNS names in lower case, addresses as text; the common name when there are
// none.
Result<std::vector<std::string>> certificate_names(Bytes leaf);

// True when name is one of names, or matched by a wildcard for exactly one label (RFC 6125 6.4.3).
bool covers(const std::vector<std::string>& names, std::string_view name);

// A name or address that means something only inside: no dot, .local and the like, private ranges.
bool is_internal_name(std::string_view name);

struct ChainVerdict {
    bool trusted = false;
    bool incomplete = false;  // an issuer was neither sent nor is it a root of ours
    std::string error;        // OpenSSL's words when it is not: "certificate has expired", "self-signed certificate"
};

class TrustStore {
public:
    // The roots of the system's default paths.
    static Result<TrustStore> system();
    // Only these (DER).
    static Result<TrustStore> of(const std::vector<ByteString>& roots);

    [[nodiscard]] X509_STORE* handle() const { return store_.get(); }

private:
    struct Free {
        void operator()(X509_STORE* store) const;
    };
    explicit TrustStore(X509_STORE* store) : store_(store) {}
    std::unique_ptr<X509_STORE, Free> store_;
};

// chain: as sent, leaf first. The name is not compared here. Errors: malformed (the leaf cannot be read), limit.
Result<ChainVerdict> verify_chain(const std::vector<ByteString>& chain, const TrustStore& store, base::Instant now);

}  // namespace vigie::protocols::tls
