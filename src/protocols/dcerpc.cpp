// SPDX-License-Identifier: Apache-2.0
#include "protocols/dcerpc.h"

namespace vigie::protocols::dcerpc {
namespace {

using base::Reader;
using base::Writer;

constexpr std::uint8_t kVersion = 5;
constexpr std::uint16_t kCommonHead = 16;
constexpr std::uint16_t kRequestHead = 24;
constexpr std::uint16_t kFragmentSize = 4280;

void head(Writer& out, std::uint8_t type, std::uint16_t length, std::uint32_t call) {
    constexpr std::uint8_t kWhole = 3;  // first and last fragment
    constexpr std::uint32_t kLittleEndian = 0x10000000;
    out.u8(kVersion).u8(0).u8(type).u8(kWhole).u32(kLittleEndian).u16_le(length).u16_le(0).u32_le(call);
}

}  // namespace

ByteString bind(std::string_view interface, std::uint32_t version, std::uint32_t call) {
    constexpr std::uint16_t kLength = 72;
    Writer out;
    head(out, kBind, kLength, call);
    out.u16_le(kFragmentSize).u16_le(kFragmentSize).u32_le(0).u32_le(1).u16_le(0).u16_le(1);
    out.bytes(base::from_hex(interface)).u32_le(version);
    out.bytes(base::from_hex("045d888aeb1cc9119fe808002b104860")).u32_le(2);
    return out.take();
}

ByteString request(std::uint16_t operation, Bytes parameters, std::uint32_t call) {
    const auto size = static_cast<std::uint16_t>(parameters.size());
    Writer out;
    head(out, kRequest, static_cast<std::uint16_t>(kRequestHead + size), call);
    return out.u32_le(size).u16_le(0).u16_le(operation).bytes(parameters).take();
}

std::optional<Fragment> next_fragment(Reader& reader) {
    const std::uint8_t version = reader.u8();
    reader.skip(1);
    Fragment out;
    out.type = reader.u8();
    out.last = (reader.u8() & 2U) != 0;
    reader.skip(4);
    const std::size_t length = reader.u16_le();
    reader.skip(2);
    out.call = reader.u32_le();
    if (!reader.ok() || version != kVersion || length < kCommonHead) return std::nullopt;
    out.body = reader.bytes(length - kCommonHead);
    return reader.ok() ? std::optional<Fragment>(out) : std::nullopt;
}

ByteString result_of(Reader& reader, std::uint32_t call) {
    constexpr std::size_t kResponseHead = 8;
    ByteString out;
    for (std::size_t i = 0; i < kFragmentsLimit && !reader.empty(); ++i) {
        const std::optional<Fragment> fragment = next_fragment(reader);
        if (!fragment || fragment->type != kResponse || fragment->call != call || fragment->body.size() < kResponseHead)
            break;
        const Bytes parameters = fragment->body.subspan(kResponseHead);
        out.insert(out.end(), parameters.begin(), parameters.end());
        if (fragment->last) break;
    }
    return out;
}

void align(Reader& reader) {
    while (reader.ok() && reader.position() % 4 != 0) reader.skip(1);  // at most three times
}

}  // namespace vigie::protocols::dcerpc
