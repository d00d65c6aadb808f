// SPDX-License-Identifier: Apache-2.0
// Bytes: a borrowed view of what came from the wire. Reader: the only way to take it apart.
// Writer: the only way to build a message. Parsers use these, never pointer arithmetic.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vigie::base {

using Bytes = std::span<const std::uint8_t>;
using ByteString = std::vector<std::uint8_t>;

// Views the same memory as text or bytes; nothing is copied, lifetime is the argument's.
std::string_view as_text(Bytes bytes);
Bytes as_bytes(std::string_view text);
ByteString to_bytes(std::string_view text);

// "0a1b ff" -> bytes; white space is skipped. Only for literals of ours: a bad digit throws std::invalid_argument.
ByteString from_hex(std::string_view hex);

// Cursor with sticky failure: the first read past the end makes ok() false for good, and every later read
// returns zero or empty. A parser may read a whole structure and ask ok() once.
class Reader {
public:
    explicit Reader(Bytes bytes) : bytes_(bytes) {}

    std::uint8_t u8();
    std::uint16_t u16();  // big endian (network order)
    std::uint32_t u24();
    std::uint32_t u32();
    std::uint64_t u64();
    std::uint16_t u16_le();
    std::uint32_t u32_le();
    std::uint64_t u64_le();

    Bytes bytes(std::size_t count);            // exactly count, or failure
    std::string_view text(std::size_t count);  // the same, as text
    // Up to (not including) delimiter, which is consumed; failure when it does not occur.
    std::string_view text_until(std::uint8_t delimiter);
    std::string_view line();  // up to LF, a CR before it removed; the last line may lack its LF
    Bytes rest();             // all that remains, consumed
    void skip(std::size_t count) { (void)bytes(count); }
    void seek(std::size_t position);  // absolute; beyond the end is failure

    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] bool empty() const { return position_ == bytes_.size(); }
    [[nodiscard]] std::size_t position() const { return position_; }
    [[nodiscard]] std::size_t remaining() const { return bytes_.size() - position_; }
    void fail() { ok_ = false; }

private:
    template <class T>
    T big_endian(std::size_t width);
    template <class T>
    T little_endian(std::size_t width);

    Bytes bytes_;
    std::size_t position_ = 0;
    bool ok_ = true;
};

class Writer {
public:
    Writer& u8(std::uint8_t value);
    Writer& u16(std::uint16_t value);  // big endian
    Writer& u24(std::uint32_t value);
    Writer& u32(std::uint32_t value);
    Writer& u16_le(std::uint16_t value);
    Writer& u32_le(std::uint32_t value);
    Writer& bytes(Bytes value);
    Writer& text(std::string_view value);
    Writer& fill(std::size_t count, std::uint8_t value);
    // Replaces the two bytes at position (already written) by value: for lengths known afterwards.
    Writer& patch_u16(std::size_t position, std::uint16_t value);

    [[nodiscard]] std::size_t size() const { return out_.size(); }
    ByteString take() { return std::move(out_); }

private:
    ByteString out_;
};

}  // namespace vigie::base
