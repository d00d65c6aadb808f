// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "protocols/protocol.h"

namespace vigie::protocols {

#define PROTOCOL(name)              \
    namespace name {                \
    extern const Protocol protocol; \
    }
#include "protocols/protocols.def"
#undef PROTOCOL

namespace dns {
extern const Protocol protocol_tcp;
}

namespace {

constexpr std::array kAll{
#define PROTOCOL(name) &name::protocol,
#include "protocols/protocols.def"
#undef PROTOCOL
    // The same protocol over another transport comes last: find() gives the one of protocols.def.
    &dns::protocol_tcp,
};

}  // namespace

std::span<const Protocol* const> all() { return kAll; }

const Protocol* find(std::string_view name) {
    for (const Protocol* protocol : kAll)
        if (protocol->name == name) return protocol;
    return nullptr;
}

}  // namespace vigie::protocols
