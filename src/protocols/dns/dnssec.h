// SPDX-License-Identifier: Apache-2.0
// DNSSEC of one zone (RFC 4033-4035): does a DS of the parent match a key, do the keys sign what they should, until
// when. Judges replies that somebody else fetched; it asks nothing and knows no clock. The chain above the DS is the
// parent's business and not judged.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"

namespace vigie::protocols::dns {

enum class SignatureState {
    missing,      // no signature covers the records
    valid,        // one verifies and is in time
    expired,      // one verifies, but its time is over
    early,        // one verifies, but its time has not come
    bogus,        // none verifies
    unsupported,  // by algorithms that cannot be verified here
    no_records    // the reply does not hold the records at all
};
std::string_view name_of(SignatureState state);

struct SignatureReport {
    SignatureState state = SignatureState::no_records;
    std::optional<base::Instant> expires;  // of the best signature
};

struct ChainReport {
    bool keys_published = false;
    bool delegation_signed = false;       // a DS exists
    bool delegation_matches = false;      // one of the DS is the digest of a published key
    std::vector<std::string> algorithms;  // of the keys and the DS: "ECDSAP256SHA256"; sorted
    std::vector<std::string> digests;     // of the DS: "SHA-256"; sorted
    std::vector<std::string> weak;        // those of both that must no longer be used (RFC 8624)
    SignatureReport keys;                 // DNSKEY, signed by a key that a DS names when there is one
    SignatureReport data;                 // the other reply, signed by a key of the zone
};

// Each a whole DNS message; empty = there is none. data_reply answers the question for the SOA of the zone.
ChainReport check_chain(std::string_view zone, base::Bytes ds_reply, base::Bytes key_reply, base::Bytes data_reply,
                        base::Instant now);

}  // namespace vigie::protocols::dns
