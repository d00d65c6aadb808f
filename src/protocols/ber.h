// SPDX-License-Identifier: Apache-2.0
// BER with definite lengths (X.690), as SNMP, LDAP and Kerberos use it: one element in, one element out. Pure; never
// believes a length that the bytes do not hold.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>

#include "base/bytes.h"

namespace vigie::protocols::ber {

enum Tag : std::uint8_t {
    kBoolean = 0x01,
    kInteger = 0x02,
    kBitString = 0x03,
    kOctetString = 0x04,
    kNull = 0x05,
    kObjectId = 0x06,
    kEnumerated = 0x0A,
    kGeneralizedTime = 0x18,
    kGeneralString = 0x1B,
    kSequence = 0x30,
    kSet = 0x31
};

struct Element {
    std::uint8_t tag = 0;
    base::Bytes body;
};

// One element; the reader fails on an indefinite length, one of more than four bytes, or a body that is not all there.
Element read_element(base::Reader& reader);
// The body of the next element when it has this tag; the reader fails otherwise.
base::Bytes expect(base::Reader& reader, std::uint8_t tag);
// A signed number of at most five bytes; the reader fails otherwise.
std::optional<std::int64_t> read_integer(base::Reader& reader, std::uint8_t tag = kInteger);

// Our own messages: a body of less than 65536 bytes.
base::ByteString element(std::uint8_t tag, base::Bytes body);
base::ByteString element(std::uint8_t tag, std::initializer_list<base::ByteString> parts);
base::ByteString small_integer(std::uint8_t value, std::uint8_t tag = kInteger);
base::ByteString joined(std::initializer_list<base::ByteString> parts);

}  // namespace vigie::protocols::ber
