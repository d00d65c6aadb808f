// SPDX-License-Identifier: Apache-2.0
// Which suites of one version a server accepts, in its order: everything is offered, what it chose is taken out, until
// it refuses. One offer of the same suites in reverse tells whose order it is.
#pragma once

#include <optional>
#include <vector>

#include "inspect/tls_talk.h"

namespace vigie::inspect {

struct VersionReview {
    protocols::tls::Version version{};
    enum class Outcome { accepted, refused, unclear } outcome = Outcome::unclear;
    std::vector<std::uint16_t> suites;  // in the order in which the server chose them
    std::optional<bool> server_order;   // false: it takes what the client puts first; none: not known, or one suite
    bool short_hellos = false;          // long lists were not answered, short ones were
    bool unoffered = false;             // it chose a suite that was not offered
    bool whole = true;                  // false: the enumeration broke off, more suites may exist
    bool cbc_without_etm = false;       // encrypt_then_mac was not taken up with a CBC suite
    std::optional<HelloAnswer> first;   // the first accepted hello, with the flight
};

net::Task<VersionReview> review_version(TlsTalk& talk, protocols::tls::Version version, std::string server_name);

// Below TLS 1.3: suites by how good they are; a server whose order puts a worse class first has a bad order.
// 3 AEAD with forward secrecy, 2 forward secrecy, 1 the rest, 0 broken.
int class_of_suite(std::uint16_t suite);

}  // namespace vigie::inspect
