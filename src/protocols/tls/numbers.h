// SPDX-License-Identifier: Apache-2.0
// Numbers that more than one file of TLS needs: content types and handshake types of RFC 8446 B.1 and B.3.
#pragma once

#include <cstddef>
#include <cstdint>

namespace vigie::protocols::tls {

inline constexpr std::uint8_t kAlertRecord = 21;
inline constexpr std::uint8_t kHandshakeRecord = 22;

inline constexpr std::uint8_t kClientHello = 1;
inline constexpr std::uint8_t kServerHello = 2;

inline constexpr std::size_t kNameLimit = 253;  // RFC 1035: the longest name of a server

}  // namespace vigie::protocols::tls
