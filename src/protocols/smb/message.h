// SPDX-License-Identifier: Apache-2.0
// What all messages of SMB 2 have in common: the frame around them and the head. For the files of this folder.
#pragma once

#include "protocols/protocol.h"

namespace vigie::protocols::smb {

inline constexpr std::size_t kSmb2Header = 64;
inline constexpr std::uint16_t kSigningEnabled = 1;
inline constexpr std::uint32_t kMoreProcessing = 0xC0000016;

// [MS-SMB2] 2.2.1: commands
inline constexpr std::uint16_t kNegotiate = 0;
inline constexpr std::uint16_t kSessionSetup = 1;
inline constexpr std::uint16_t kTreeConnect = 3;
inline constexpr std::uint16_t kCreate = 5;
inline constexpr std::uint16_t kIoctl = 11;

// Where in a conversation a message belongs.
struct Place {
    std::uint64_t message = 0;  // how many of the connection came before
    std::uint64_t session = 0;
    std::uint32_t tree = 0;
};

struct Smb2Header {
    std::uint16_t command = 0;
    std::uint32_t status = 0;
    std::uint32_t tree = 0;
    std::uint64_t session = 0;
};

// The message inside the frame, cut to what is there.
Result<Bytes> unframed(Bytes reply);
bool is_smb2(Bytes message);
// The head of an answer; the reader is left behind it. Errors: not_spoken (no answer), malformed.
Result<Smb2Header> read_smb2_header(base::Reader& reader);

// RFC 1001 session message header: type 0 and 24 bits of length.
ByteString framed(const ByteString& message);
void smb2_header(base::Writer& out, std::uint16_t command, const Place& place);
void u64_le(base::Writer& out, std::uint64_t value);
ByteString der(std::uint8_t tag, const ByteString& body);  // of less than 128 bytes
ByteString session_setup(const Place& place, const ByteString& token);

}  // namespace vigie::protocols::smb
