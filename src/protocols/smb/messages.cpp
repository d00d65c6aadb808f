// SPDX-License-Identifier: Apache-2.0
// What is sent: five messages, constant byte for byte.
#include <array>

#include "protocols/smb/message.h"
#include "protocols/smb/smb.h"

namespace vigie::protocols::smb {
namespace {

using base::Writer;

constexpr std::array<std::uint16_t, 5> kDialects{0x0202, 0x0210, 0x0300, 0x0302, 0x0311};

void smb1_header(Writer& out, std::uint8_t command, std::uint16_t number) {
    out.u8(0xFF).text("SMB").u8(command).u32_le(0).u8(0x18);
    out.u16_le(0xC843);  // Unicode, NT status, extended security, long names, signatures understood
    out.fill(12, 0).u16_le(0xFFFF).u16_le(0x7667).u16_le(0).u16_le(number);
}

ByteString smb1_message(std::initializer_list<std::string_view> dialects) {
    Writer list;
    for (const std::string_view dialect : dialects) list.u8(2).text(dialect).u8(0);
    const ByteString names = list.take();
    Writer out;
    smb1_header(out, 0x72, 0);
    out.u8(0).u16_le(static_cast<std::uint16_t>(names.size())).bytes(names);
    return framed(out.take());
}

ByteString negotiate_contexts() {
    Writer out;
    constexpr std::uint16_t kSaltSize = 32;
    out.u16_le(1).u16_le(6 + kSaltSize).u32_le(0);                    // pre-authentication integrity
    out.u16_le(1).u16_le(kSaltSize).u16_le(1).fill(kSaltSize, 0x5A);  // SHA-512; the salt is of no use to us
    out.fill(2, 0);                                                   // to a multiple of eight
    out.u16_le(2).u16_le(6).u32_le(0);                                // encryption
    out.u16_le(2).u16_le(2).u16_le(1);                                // AES-128-GCM, AES-128-CCM
    return out.take();
}

// RFC 4178 4.2: NegTokenInit with one mechanism, NTLM, and its first message.
ByteString security_token() {
    const ByteString spnego = der(0x06, base::from_hex("2b0601050502"));
    const ByteString mechanism = der(0x06, base::from_hex("2b06010401823702020a"));
    const ByteString mechanisms = der(0xA0, der(0x30, mechanism));
    const ByteString token = der(0xA2, der(0x04, ntlm::negotiate_message()));
    Writer init;
    init.bytes(mechanisms).bytes(token);
    Writer body;
    body.bytes(spnego).bytes(der(0xA0, der(0x30, init.take())));
    return der(0x60, body.take());
}

}  // namespace

ByteString framed(const ByteString& message) {
    Writer out;
    out.u8(0).u24(static_cast<std::uint32_t>(message.size())).bytes(message);
    return out.take();
}

void u64_le(Writer& out, std::uint64_t value) {
    out.u32_le(static_cast<std::uint32_t>(value)).u32_le(static_cast<std::uint32_t>(value >> 32U));
}

void smb2_header(Writer& out, std::uint16_t command, const Place& place) {
    out.u8(0xFE).text("SMB").u16_le(kSmb2Header);
    out.u16_le(place.message == 0 ? 0 : 1);  // credit charge
    out.u32_le(0).u16_le(command).u16_le(1);
    out.u32_le(0).u32_le(0);
    u64_le(out, place.message);
    out.u32_le(0).u32_le(place.tree);
    u64_le(out, place.session);
    out.fill(16, 0);  // signature
}

ByteString der(std::uint8_t tag, const ByteString& body) {
    Writer out;
    out.u8(tag).u8(static_cast<std::uint8_t>(body.size())).bytes(body);
    return out.take();
}

ByteString session_setup(const Place& place, const ByteString& token) {
    Writer out;
    smb2_header(out, kSessionSetup, place);
    constexpr std::uint16_t kTokenAt = kSmb2Header + 24;
    out.u16_le(25).u8(0).u8(kSigningEnabled).u32_le(0).u32_le(0);
    out.u16_le(kTokenAt).u16_le(static_cast<std::uint16_t>(token.size()));
    u64_le(out, 0);
    out.bytes(token);
    return framed(out.take());
}

ByteString multi_protocol_negotiate() {
    return smb1_message({"NT LM 0.12", "SMB 2.002", "SMB 2.???"});
}

ByteString smb1_negotiate() {
    return smb1_message({"NT LM 0.12"});
}

ByteString negotiate(std::uint64_t message) {
    Writer out;
    smb2_header(out, kNegotiate, {message});
    out.u16_le(36).u16_le(kDialects.size()).u16_le(kSigningEnabled).u16_le(0).u32_le(0);
    out.text("vigie-exposure!!");               // client GUID: sixteen bytes of our choice
    constexpr std::uint32_t kContextsAt = 112;  // 64 + 36 + 10 dialect bytes + 2 of padding
    out.u32_le(kContextsAt).u16_le(2).u16_le(0);
    for (const std::uint16_t dialect : kDialects) out.u16_le(dialect);
    out.fill(kContextsAt - out.size(), 0).bytes(negotiate_contexts());
    return framed(out.take());
}

ByteString smb1_session_setup_negotiate() {
    constexpr std::uint32_t kCapabilities = 0x8000005C;  // extended security, NT status, Unicode
    const ByteString token = security_token();
    Writer out;
    smb1_header(out, 0x73, 1);
    out.u8(12).u8(0xFF).u8(0).u16_le(0).u16_le(4356).u16_le(1).u16_le(0).u32_le(0);
    out.u16_le(static_cast<std::uint16_t>(token.size())).u32_le(0).u32_le(kCapabilities);
    Writer tail;
    tail.bytes(token);
    if ((out.size() + 2 + token.size()) % 2 != 0) tail.u8(0);
    tail.u16_le(0).u16_le(0);  // no names of ours
    const ByteString bytes = tail.take();
    out.u16_le(static_cast<std::uint16_t>(bytes.size())).bytes(bytes);
    return framed(out.take());
}

ByteString session_setup_negotiate(std::uint64_t message) {
    return session_setup({message}, security_token());
}

}  // namespace vigie::protocols::smb
