// SPDX-License-Identifier: Apache-2.0
// What ldns allocates, freed the way ldns wants it. Internal to protocols/dns.
#pragma once

#include <cstdint>
#include <memory>

#include <ldns/ldns.h>

namespace vigie::protocols::dns {

struct Freed {
    void operator()(ldns_pkt* packet) const { ldns_pkt_free(packet); }
    void operator()(ldns_rr_list* list) const { ldns_rr_list_deep_free(list); }
    void operator()(ldns_rr* record) const { ldns_rr_free(record); }
    void operator()(ldns_rdf* field) const { ldns_rdf_deep_free(field); }
    void operator()(ldns_buffer* buffer) const { ldns_buffer_free(buffer); }
    void operator()(char* text) const { LDNS_FREE(text); }
    void operator()(std::uint8_t* bytes) const { LDNS_FREE(bytes); }
};

template <class T>
using Owned = std::unique_ptr<T, Freed>;

}  // namespace vigie::protocols::dns
