// SPDX-License-Identifier: Apache-2.0
// The versions of the protocol, as numbers of the wire and as words of the facts.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vigie::protocols::tls {

enum class Version : std::uint16_t { ssl3 = 0x0300, tls10 = 0x0301, tls11 = 0x0302, tls12 = 0x0303, tls13 = 0x0304 };

inline constexpr std::array kVersions{Version::ssl3, Version::tls10, Version::tls11, Version::tls12, Version::tls13};

constexpr std::string_view name_of(Version version) {
    switch (version) {
        case Version::ssl3: return "SSLv3";
        case Version::tls10: return "TLS 1.0";
        case Version::tls11: return "TLS 1.1";
        case Version::tls12: return "TLS 1.2";
        case Version::tls13: return "TLS 1.3";
    }
    return "";
}

constexpr std::optional<Version> version_from(std::uint16_t number) {
    if (number < 0x0300 || number > 0x0304) return std::nullopt;
    return static_cast<Version>(number);
}

}  // namespace vigie::protocols::tls
