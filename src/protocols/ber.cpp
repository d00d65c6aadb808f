// SPDX-License-Identifier: Apache-2.0
#include "protocols/ber.h"

namespace vigie::protocols::ber {
namespace {

constexpr std::size_t kIntegerBytes = 5;

}  // namespace

Element read_element(base::Reader& reader) {
    Element out;
    out.tag = reader.u8();
    std::size_t length = reader.u8();
    if (length >= 0x80) {
        const std::size_t width = length & 0x7FU;
        // Active Directory writes every length in four bytes.
        if (width == 0 || width > 4) {
            reader.fail();
            return {};
        }
        length = 0;
        for (std::size_t i = 0; i < width; ++i) length = length * 256 + reader.u8();
    }
    out.body = reader.bytes(length);
    return out;
}

base::Bytes expect(base::Reader& reader, std::uint8_t tag) {
    const Element found = read_element(reader);
    if (found.tag != tag) reader.fail();
    return reader.ok() ? found.body : base::Bytes{};
}

std::optional<std::int64_t> read_integer(base::Reader& reader, std::uint8_t tag) {
    const base::Bytes body = expect(reader, tag);
    if (!reader.ok() || body.empty() || body.size() > kIntegerBytes) {
        reader.fail();
        return std::nullopt;
    }
    std::int64_t value = (body[0] & 0x80U) != 0 ? -1 : 0;
    for (const std::uint8_t byte : body) value = value * 256 + byte;
    return value;
}

base::ByteString element(std::uint8_t tag, base::Bytes body) {
    base::Writer out;
    out.u8(tag);
    if (body.size() >= 256)
        out.u8(0x82).u16(static_cast<std::uint16_t>(body.size()));
    else if (body.size() >= 128)
        out.u8(0x81).u8(static_cast<std::uint8_t>(body.size()));
    else
        out.u8(static_cast<std::uint8_t>(body.size()));
    return out.bytes(body).take();
}

base::ByteString joined(std::initializer_list<base::ByteString> parts) {
    base::Writer out;
    for (const base::ByteString& part : parts) out.bytes(part);
    return out.take();
}

base::ByteString element(std::uint8_t tag, std::initializer_list<base::ByteString> parts) {
    return element(tag, joined(parts));
}

base::ByteString small_integer(std::uint8_t value, std::uint8_t tag) {
    return base::Writer().u8(tag).u8(1).u8(value).take();
}

}  // namespace vigie::protocols::ber
