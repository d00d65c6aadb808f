// SPDX-License-Identifier: Apache-2.0
#include "protocols/ntlm.h"

#include "base/text.h"

namespace vigie::protocols::ntlm {
namespace {

using base::Errc;
using base::Reader;
using base::Writer;

constexpr std::size_t kPairsLimit = 16;
constexpr std::size_t kNameLimit = 255;  // characters
constexpr std::string_view kSignature{"NTLMSSP\0", 8};

// [MS-NLMP] 2.2.1.2. Offsets count from the signature.
Result<Challenge> read_challenge(Bytes message) {
    Reader reader(message);
    reader.skip(8);
    const std::uint32_t type = reader.u32_le();
    reader.skip(8);
    const std::uint32_t flags = reader.u32_le();
    reader.skip(16);
    const std::size_t length = reader.u16_le();
    reader.skip(2);
    const std::size_t offset = reader.u32_le();
    if (!reader.ok() || type != 2) return base::fail(Errc::malformed, "NTLM message that is no challenge");
    Challenge out;
    constexpr std::uint32_t kVersionIsSet = 0x02000000;
    if ((flags & kVersionIsSet) != 0) {
        const unsigned major = reader.u8();
        const unsigned minor = reader.u8();
        const unsigned build = reader.u16_le();
        if (reader.ok() && major != 0)
            out.os_build = std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(build);
    }
    Reader whole(message);
    whole.seek(offset);
    Reader pairs(whole.bytes(length));
    if (!whole.ok()) return base::fail(Errc::malformed, "NTLM challenge with a wrong offset");
    for (std::size_t i = 0; i < kPairsLimit && !pairs.empty(); ++i) {
        const std::uint16_t kind = pairs.u16_le();
        const Bytes value = pairs.bytes(pairs.u16_le());
        if (!pairs.ok() || kind == 0) break;
        if (kind == 1) out.host = utf16_text(value);
        if (kind == 2) out.domain = utf16_text(value);
        if (kind == 3) out.dns_host = utf16_text(value);
    }
    return out;
}

}  // namespace

std::string utf16_text(Bytes bytes) {
    Reader reader(bytes);
    std::string out;
    for (std::size_t i = 0; i < kNameLimit && reader.remaining() >= 2; ++i) {
        std::uint32_t point = reader.u16_le();
        if (point >= 0xD800 && point < 0xDC00 && reader.remaining() >= 2) {
            const std::uint32_t low = reader.u16_le();
            point = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00) : 0xFFFD;
        }
        base::append_utf8(out, point >= 0xD800 && point < 0xE000 ? 0xFFFD : point);
    }
    return base::printable(out, kNameLimit);
}

ByteString negotiate_message() {
    Writer out;
    // Unicode, OEM, target wanted, NTLM, always sign, extended security, version, 128 and 56 bits.
    constexpr std::uint32_t kFlags = 0xA2088207;
    out.text(kSignature).u32_le(1).u32_le(kFlags);
    out.fill(16, 0);        // no domain, no workstation
    out.fill(7, 0).u8(15);  // version: none of ours, revision of the protocol
    return out.take();
}

Result<Challenge> parse_challenge(Bytes token) {
    const std::size_t start = base::as_text(token).find(kSignature);
    if (start == std::string_view::npos) return base::fail(Errc::malformed, "security token without NTLM");
    return read_challenge(token.subspan(start));
}

void set_facts(const Challenge& challenge, std::string_view protocol, Facts& facts) {
    const auto set = [&](const char* name, const std::string& value) {
        if (!value.empty()) facts.set(std::string(protocol) + name, value);
    };
    set(".host", challenge.host);
    set(".domain", challenge.domain);
    set(".dns_host", challenge.dns_host);
    set(".os_build", challenge.os_build);
}

}  // namespace vigie::protocols::ntlm
