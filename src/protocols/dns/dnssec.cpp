// SPDX-License-Identifier: Apache-2.0
#include "protocols/dns/dnssec.h"

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include <ldns/ldns.h>

#include "protocols/dns/message.h"
#include "protocols/dns/owned.h"

namespace vigie::protocols::dns {
namespace {

using base::Bytes;

constexpr std::size_t kSetLimit = 64;       // records of one set that are looked at
constexpr std::size_t kSignatureLimit = 8;  // signatures of one set: a zone with more wants to cost us time

Owned<ldns_pkt> read_packet(Bytes bytes) {
    ldns_pkt* packet = nullptr;
    // parse_message() is the judge of what is a message; it also bounds the number of records.
    if (bytes.empty() || !parse_message(bytes)) return nullptr;
    if (ldns_wire2pkt(&packet, bytes.data(), bytes.size()) != LDNS_STATUS_OK) return nullptr;
    return Owned<ldns_pkt>(packet);
}

// The records of that owner and type in the answer, each copied.
Owned<ldns_rr_list> records(const ldns_pkt* packet, const ldns_rdf* owner, ldns_rr_type type) {
    Owned<ldns_rr_list> out(ldns_rr_list_new());
    if (packet == nullptr) return out;
    const ldns_rr_list* answer = ldns_pkt_answer(packet);
    for (std::size_t i = 0; i < ldns_rr_list_rr_count(answer); ++i) {
        const ldns_rr* record = ldns_rr_list_rr(answer, i);
        if (ldns_rr_get_type(record) != type || ldns_rr_list_rr_count(out.get()) >= kSetLimit) continue;
        if (ldns_dname_compare(ldns_rr_owner(record), owner) != 0) continue;
        ldns_rr_list_push_rr(out.get(), ldns_rr_clone(record));
    }
    return out;
}

std::vector<const ldns_rr*> signatures_of(const ldns_rr_list* all, ldns_rr_type covered) {
    std::vector<const ldns_rr*> out;
    for (std::size_t i = 0; i < ldns_rr_list_rr_count(all); ++i) {
        const ldns_rr* signature = ldns_rr_list_rr(all, i);
        if (ldns_rr_rd_count(signature) < 9 || out.size() >= kSignatureLimit) continue;
        if (ldns_rdf2rr_type(ldns_rr_rrsig_typecovered(signature)) == covered) out.push_back(signature);
    }
    return out;
}

base::Instant instant_of(const ldns_rdf* field) {
    return base::Instant(std::chrono::seconds(ldns_rdf2native_int32(field)));
}

// The better of two signatures of one set: one valid signature suffices.
int rank(SignatureState state) {
    switch (state) {
        case SignatureState::valid: return 6;
        case SignatureState::expired: return 5;
        case SignatureState::early: return 4;
        case SignatureState::unsupported: return 3;
        case SignatureState::bogus: return 2;
        case SignatureState::missing: return 1;
        case SignatureState::no_records: return 0;
    }
    return 0;
}

bool cannot_verify(ldns_status status) {
    return status == LDNS_STATUS_CRYPTO_UNKNOWN_ALGO || status == LDNS_STATUS_CRYPTO_ALGO_NOT_IMPL;
}

SignatureReport check_set(const ldns_rr_list* set, const std::vector<const ldns_rr*>& signatures,
                          const ldns_rr_list* keys, base::Instant now) {
    SignatureReport best;
    if (ldns_rr_list_rr_count(set) == 0) return best;
    best.state = SignatureState::missing;
    for (const ldns_rr* signature : signatures) {
        ldns_rr_list* good = ldns_rr_list_new();
        const ldns_status status = ldns_verify_rrsig_keylist_notime(set, signature, keys, good);
        ldns_rr_list_free(good);  // it only points into keys
        SignatureReport one;
        one.expires = instant_of(ldns_rr_rrsig_expiration(signature));
        if (status == LDNS_STATUS_OK) {
            one.state = SignatureState::valid;
            if (*one.expires < now) one.state = SignatureState::expired;
            if (instant_of(ldns_rr_rrsig_inception(signature)) > now) one.state = SignatureState::early;
        } else {
            one.state = cannot_verify(status) ? SignatureState::unsupported : SignatureState::bogus;
        }
        const bool later = rank(one.state) == rank(best.state) && best.expires && *one.expires > *best.expires;
        if (rank(one.state) > rank(best.state) || later) best = one;
    }
    return best;
}

std::string algorithm_name(std::uint8_t number) {
    const ldns_lookup_table* found = ldns_lookup_by_id(ldns_algorithms, number);
    return found != nullptr && found->name != nullptr ? found->name : "ALGORITHM" + std::to_string(number);
}

std::string digest_name(std::uint8_t number) {
    switch (number) {
        case 1: return "SHA-1";
        case 2: return "SHA-256";
        case 3: return "GOST";
        case 4: return "SHA-384";
        default: return "DIGEST" + std::to_string(number);
    }
}

// RFC 8624, 3.1 and 3.3: MUST NOT or NOT RECOMMENDED to sign with.
bool weak_algorithm(std::uint8_t number) {
    constexpr std::array<std::uint8_t, 6> kWeak{1, 3, 5, 6, 7, 12};
    return std::find(kWeak.begin(), kWeak.end(), number) != kWeak.end();
}

std::uint8_t number_at(const ldns_rr* record, std::size_t field) {
    const ldns_rdf* value = ldns_rr_rdf(record, field);
    return value == nullptr || ldns_rdf_size(value) != 1 ? std::uint8_t{0} : ldns_rdf2native_int8(value);
}

bool names_key(const ldns_rr* delegation, const ldns_rr* key) {
    constexpr std::array<ldns_hash, 3> kHashes{LDNS_SHA1, LDNS_SHA256, LDNS_SHA384};
    for (const ldns_hash hash : kHashes) {
        if (number_at(delegation, 2) != hash) continue;
        const Owned<ldns_rr> expected(ldns_key_rr2ds(key, hash));
        if (!expected) continue;
        bool same = true;  // key tag, algorithm, digest type and digest
        for (std::size_t i = 0; i < 4; ++i)
            same = same && ldns_rdf_compare(ldns_rr_rdf(expected.get(), i), ldns_rr_rdf(delegation, i)) == 0;
        if (same) return true;
    }
    return false;
}

}  // namespace

std::string_view name_of(SignatureState state) {
    switch (state) {
        case SignatureState::missing: return "signature_missing";
        case SignatureState::valid: return "valid";
        case SignatureState::expired: return "expired";
        case SignatureState::early: return "not_yet_valid";
        case SignatureState::bogus: return "bogus";
        case SignatureState::unsupported: return "unsupported";
        case SignatureState::no_records: return "no_records";
    }
    return "";
}

ChainReport check_chain(std::string_view zone, Bytes ds_reply, Bytes key_reply, Bytes data_reply, base::Instant now) {
    ChainReport out;
    const Owned<ldns_rdf> owner(ldns_dname_new_frm_str((std::string(zone) + ".").c_str()));
    if (!owner) return out;
    const Owned<ldns_pkt> ds_packet = read_packet(ds_reply);
    const Owned<ldns_pkt> key_packet = read_packet(key_reply);
    const Owned<ldns_pkt> data_packet = read_packet(data_reply);
    const Owned<ldns_rr_list> delegations = records(ds_packet.get(), owner.get(), LDNS_RR_TYPE_DS);
    const Owned<ldns_rr_list> keys = records(key_packet.get(), owner.get(), LDNS_RR_TYPE_DNSKEY);
    out.delegation_signed = ldns_rr_list_rr_count(delegations.get()) > 0;
    out.keys_published = ldns_rr_list_rr_count(keys.get()) > 0;

    std::set<std::string> algorithms;
    std::set<std::string> digests;
    std::set<std::string> weak;
    const auto note_algorithm = [&](std::uint8_t number) {
        algorithms.insert(algorithm_name(number));
        if (weak_algorithm(number)) weak.insert(algorithm_name(number));
    };
    bool strong_digest = false;
    for (std::size_t i = 0; i < ldns_rr_list_rr_count(delegations.get()); ++i) {
        const ldns_rr* delegation = ldns_rr_list_rr(delegations.get(), i);
        if (ldns_rr_rd_count(delegation) < 4) continue;
        note_algorithm(number_at(delegation, 1));
        digests.insert(digest_name(number_at(delegation, 2)));
        strong_digest = strong_digest || number_at(delegation, 2) == 2 || number_at(delegation, 2) == 4;
    }
    if (out.delegation_signed && !strong_digest) weak.insert(digests.begin(), digests.end());

    // Those of the keys that a DS names: only they begin the chain.
    ldns_rr_list* anchors = ldns_rr_list_new();
    for (std::size_t i = 0; i < ldns_rr_list_rr_count(keys.get()); ++i) {
        ldns_rr* key = ldns_rr_list_rr(keys.get(), i);
        if (ldns_rr_rd_count(key) < 4) continue;
        note_algorithm(number_at(key, 2));
        for (std::size_t d = 0; d < ldns_rr_list_rr_count(delegations.get()); ++d) {
            if (ldns_rr_rd_count(ldns_rr_list_rr(delegations.get(), d)) < 4) continue;
            if (!names_key(ldns_rr_list_rr(delegations.get(), d), key)) continue;
            out.delegation_matches = true;
            ldns_rr_list_push_rr(anchors, key);
            break;
        }
    }
    const Owned<ldns_rr_list> key_signatures = records(key_packet.get(), owner.get(), LDNS_RR_TYPE_RRSIG);
    out.keys = check_set(keys.get(), signatures_of(key_signatures.get(), LDNS_RR_TYPE_DNSKEY),
                         out.delegation_signed ? anchors : keys.get(), now);
    ldns_rr_list_free(anchors);  // it only points into keys

    const Owned<ldns_rr_list> data = records(data_packet.get(), owner.get(), LDNS_RR_TYPE_SOA);
    const Owned<ldns_rr_list> data_signatures = records(data_packet.get(), owner.get(), LDNS_RR_TYPE_RRSIG);
    out.data = check_set(data.get(), signatures_of(data_signatures.get(), LDNS_RR_TYPE_SOA), keys.get(), now);

    out.algorithms.assign(algorithms.begin(), algorithms.end());
    out.digests.assign(digests.begin(), digests.end());
    out.weak.assign(weak.begin(), weak.end());
    return out;
}

}  // namespace vigie::protocols::dns
