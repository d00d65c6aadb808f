// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"

#include <algorithm>
#include <stdexcept>

namespace vigie::base {

std::string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

ByteString to_bytes(std::string_view text) {
    return {text.begin(), text.end()};
}

ByteString from_hex(std::string_view hex) {
    ByteString out;
    int high = -1;
    for (const char character : hex) {
        if (character == ' ' || character == '\n' || character == '\t') continue;
        int digit = -1;
        if (character >= '0' && character <= '9')
            digit = character - '0';
        else if (character >= 'a' && character <= 'f')
            digit = character - 'a' + 10;
        else if (character >= 'A' && character <= 'F')
            digit = character - 'A' + 10;
        else
            throw std::invalid_argument("from_hex: not a hexadecimal digit");
        if (high < 0) {
            high = digit;
        } else {
            out.push_back(static_cast<std::uint8_t>(high * 16 + digit));
            high = -1;
        }
    }
    if (high >= 0) throw std::invalid_argument("from_hex: odd number of digits");
    return out;
}

Bytes Reader::bytes(std::size_t count) {
    if (!ok_ || count > remaining()) {
        ok_ = false;
        return {};
    }
    const Bytes out = bytes_.subspan(position_, count);
    position_ += count;
    return out;
}

template <class T>
T Reader::big_endian(std::size_t width) {
    T value = 0;
    for (const std::uint8_t byte : bytes(width)) value = static_cast<T>((value << 8U) | byte);
    return value;
}

template <class T>
T Reader::little_endian(std::size_t width) {
    T value = 0;
    unsigned shift = 0;
    for (const std::uint8_t byte : bytes(width)) {
        value = static_cast<T>(value | (static_cast<T>(byte) << shift));
        shift += 8;
    }
    return value;
}

std::uint8_t Reader::u8() {
    const Bytes one = bytes(1);
    return one.empty() ? std::uint8_t{0} : one[0];
}

std::uint16_t Reader::u16() {
    return static_cast<std::uint16_t>(big_endian<std::uint32_t>(2));
}
std::uint32_t Reader::u24() {
    return big_endian<std::uint32_t>(3);
}
std::uint32_t Reader::u32() {
    return big_endian<std::uint32_t>(4);
}
std::uint64_t Reader::u64() {
    return big_endian<std::uint64_t>(8);
}
std::uint16_t Reader::u16_le() {
    return static_cast<std::uint16_t>(little_endian<std::uint32_t>(2));
}
std::uint32_t Reader::u32_le() {
    return little_endian<std::uint32_t>(4);
}
std::uint64_t Reader::u64_le() {
    return little_endian<std::uint64_t>(8);
}

std::string_view Reader::text(std::size_t count) {
    return as_text(bytes(count));
}

std::string_view Reader::text_until(std::uint8_t delimiter) {
    if (!ok_) return {};
    const Bytes tail = bytes_.subspan(position_);
    const auto found = std::find(tail.begin(), tail.end(), delimiter);
    if (found == tail.end()) {
        ok_ = false;
        return {};
    }
    const auto length = static_cast<std::size_t>(found - tail.begin());
    const std::string_view out = text(length);
    skip(1);
    return out;
}

std::string_view Reader::line() {
    if (!ok_ || empty()) {
        ok_ = false;
        return {};
    }
    const Bytes tail = bytes_.subspan(position_);
    const auto found = std::find(tail.begin(), tail.end(), static_cast<std::uint8_t>('\n'));
    std::string_view out = text(static_cast<std::size_t>(found - tail.begin()));
    if (!empty()) skip(1);
    if (!out.empty() && out.back() == '\r') out.remove_suffix(1);
    return out;
}

Bytes Reader::rest() {
    return bytes(remaining());
}

void Reader::seek(std::size_t position) {
    if (position > bytes_.size())
        ok_ = false;
    else
        position_ = position;
}

Writer& Writer::u8(std::uint8_t value) {
    out_.push_back(value);
    return *this;
}

Writer& Writer::u16(std::uint16_t value) {
    return u8(static_cast<std::uint8_t>(value >> 8U)).u8(static_cast<std::uint8_t>(value));
}

Writer& Writer::u24(std::uint32_t value) {
    return u8(static_cast<std::uint8_t>(value >> 16U)).u16(static_cast<std::uint16_t>(value));
}

Writer& Writer::u32(std::uint32_t value) {
    return u16(static_cast<std::uint16_t>(value >> 16U)).u16(static_cast<std::uint16_t>(value));
}

Writer& Writer::u16_le(std::uint16_t value) {
    return u8(static_cast<std::uint8_t>(value)).u8(static_cast<std::uint8_t>(value >> 8U));
}

Writer& Writer::u32_le(std::uint32_t value) {
    return u16_le(static_cast<std::uint16_t>(value)).u16_le(static_cast<std::uint16_t>(value >> 16U));
}

Writer& Writer::bytes(Bytes value) {
    out_.insert(out_.end(), value.begin(), value.end());
    return *this;
}

Writer& Writer::text(std::string_view value) {
    return bytes(as_bytes(value));
}

Writer& Writer::fill(std::size_t count, std::uint8_t value) {
    out_.insert(out_.end(), count, value);
    return *this;
}

Writer& Writer::patch_u16(std::size_t position, std::uint16_t value) {
    out_.at(position) = static_cast<std::uint8_t>(value >> 8U);
    out_.at(position + 1) = static_cast<std::uint8_t>(value);
    return *this;
}

}  // namespace vigie::base
