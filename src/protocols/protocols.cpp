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
namespace ike {
extern const Protocol protocol_v1;
}
namespace snmp {
extern const Protocol protocol_v1;
extern const Protocol protocol_v3;
}  // namespace snmp

namespace {

constexpr std::array kAll{
#define PROTOCOL(name) &name::protocol,
#include "protocols/protocols.def"
#undef PROTOCOL
};

constexpr std::array kVariants{&dns::protocol_tcp, &ike::protocol_v1, &snmp::protocol_v1, &snmp::protocol_v3};

}  // namespace

std::span<const Protocol* const> all() {
    return kAll;
}
std::span<const Protocol* const> variants() {
    return kVariants;
}

const Protocol* find(std::string_view name) {
    for (const Protocol* protocol : kAll)
        if (protocol->name == name) return protocol;
    return nullptr;
}

}  // namespace vigie::protocols
