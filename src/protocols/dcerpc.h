// SPDX-License-Identifier: Apache-2.0
// DCE/RPC packets (C706 chapter 12), as the endpoint mapper and the pipes of SMB carry them: a binding without any
// authentication, a request, the fragments of an answer. Never an authentication verifier.
#pragma once

#include <optional>
#include <string_view>

#include "protocols/protocol.h"

namespace vigie::protocols::dcerpc {

// Types of packets.
inline constexpr std::uint8_t kRequest = 0;
inline constexpr std::uint8_t kResponse = 2;
inline constexpr std::uint8_t kBind = 11;
inline constexpr std::uint8_t kBindAck = 12;
inline constexpr std::uint8_t kBindNak = 13;

inline constexpr std::size_t kFragmentsLimit = 16;

// interface: 32 hexadecimal digits in wire order; the transfer syntax is NDR 2.0. call: our number for it.
ByteString bind(std::string_view interface, std::uint32_t version, std::uint32_t call);
// parameters: in NDR, of one fragment.
ByteString request(std::uint16_t operation, Bytes parameters, std::uint32_t call);

struct Fragment {
    std::uint8_t type = 0;
    bool last = false;
    std::uint32_t call = 0;
    Bytes body;  // behind the common head
};

std::optional<Fragment> next_fragment(base::Reader& reader);
// The result of our request, its fragments joined; empty when it is a fault or another's.
ByteString result_of(base::Reader& reader, std::uint32_t call);
// What follows in NDR begins at a multiple of four.
void align(base::Reader& reader);

}  // namespace vigie::protocols::dcerpc
