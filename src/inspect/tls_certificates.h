// SPDX-License-Identifier: Apache-2.0
// The certificates of one TLS service: the one that is shown to most, those shown for another kind of key or under
// another name, and the names in them that the perimeter does not know. Names are proposed, never contacted.
#pragma once

#include "inspect/tls_suites.h"

namespace vigie::inspect {

// Facts certificate.* of the chain, leaf first, with trust where a store is given.
void judge_certificate(Tools& tools, Subject& subject, const std::vector<base::ByteString>& chain);
// certificate.names_outside; always set once a certificate was read.
void note_outside_names(const Tools& tools, Subject& subject, const base::ByteString& leaf);

// A server with ECDSA and RSA keys shows one certificate each: certificate.others, certificate.others_faults.
net::Task<void> review_other_certificates(Tools& tools, TlsTalk& talk, Subject& subject,
                                          const std::vector<VersionReview>& versions, std::string server_name);
// What is shown without a name and under the other known names: tls.other_names, where it differs.
net::Task<void> review_other_names(Tools& tools, TlsTalk& talk, Subject& subject,
                                   const std::vector<VersionReview>& versions, std::string server_name);

}  // namespace vigie::inspect
