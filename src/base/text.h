// SPDX-License-Identifier: Apache-2.0
// Small text functions that the standard library lacks. ASCII only unless said; no locale, no I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace vigie::base {

std::string_view trim(std::string_view text);  // spaces, tabs, CR, LF at both ends
std::string to_lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
bool contains_ignoring_case(std::string_view haystack, std::string_view needle);
std::vector<std::string_view> split(std::string_view text, char separator);  // keeps empty parts
std::string join(const std::vector<std::string>& parts, std::string_view separator);

// Whole text must be the number: "12" yes, "12 " and "-1" and "" no.
std::optional<std::uint64_t> parse_unsigned(std::string_view text);

std::string to_hex(Bytes bytes);
std::string to_base64(Bytes bytes);
std::optional<ByteString> from_base64(std::string_view text);  // RFC 4648 with padding; nothing on any error

// What came from the wire, made safe to print and to store: control characters and invalid UTF-8 become
// U+FFFD, and the text is cut at limit bytes (never inside a character).
std::string printable(std::string_view text, std::size_t limit = 512);

// A code point of Unicode, up to U+10FFFF and no surrogate, at the end of out.
void append_utf8(std::string& out, std::uint32_t code);

// 64-bit FNV-1a: stable identifiers of findings and evidence. Not a security function.
std::uint64_t stable_hash(std::string_view text);

}  // namespace vigie::base
