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

#define VARIANT(name, descriptor)     \
    namespace name {                  \
    extern const Protocol descriptor; \
    }
#include "protocols/variants.def"
#undef VARIANT

namespace {

constexpr std::array kAll{
#define PROTOCOL(name) &name::protocol,
#include "protocols/protocols.def"
#undef PROTOCOL
};

constexpr std::array kVariants{
#define VARIANT(name, descriptor) &name::descriptor,
#include "protocols/variants.def"
#undef VARIANT
};

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
