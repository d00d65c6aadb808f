// SPDX-License-Identifier: Apache-2.0
// What else one hello can ask once the versions are known: groups, signature algorithms, compression, fallback
// signalling, application protocols. Each is a few conversations of the same kind; none goes beyond the server's first
// flight.
#pragma once

#include "inspect/tls_suites.h"

namespace vigie::inspect {

// Writes tls.groups, tls.dh_bits, tls.signatures, tls.compression, tls.fallback_signal, tls.alpn. What got no clear
// answer is not written.
net::Task<void> review_options(TlsTalk& talk, Subject& subject, const std::vector<VersionReview>& versions,
                               std::string server_name);

}  // namespace vigie::inspect
