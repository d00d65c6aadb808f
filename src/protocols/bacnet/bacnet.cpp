// SPDX-License-Identifier: Apache-2.0
#include "protocols/bacnet/bacnet.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::bacnet {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{47808};
constexpr std::uint8_t kBvlc = 0x81;
constexpr std::uint8_t kUnicast = 0x0A;
constexpr std::uint8_t kInvoke = 1;
constexpr std::uint8_t kReadMultiple = 14;
constexpr std::size_t kPropertiesLimit = 16;
constexpr std::size_t kTextLimit = 128;
enum Apdu : std::uint8_t { kSimpleAck = 2, kComplexAck = 3, kError = 5, kReject = 6, kAbort = 7 };
enum Property : std::uint8_t {
    kApplication = 0x0C,
    kFirmware = 0x2C,
    kModel = 0x46,
    kObject = 0x4B,
    kName = 0x4D,
    kVendorId = 0x78,
    kVendor = 0x79
};

ByteString probe() {
    constexpr std::uint32_t kAnyDevice = 0x023FFFFF;
    constexpr std::array<std::uint8_t, 7> kWanted{kObject, kName, kVendorId, kVendor, kModel, kFirmware, kApplication};
    Writer apdu;
    apdu.u8(1).u8(4);  // version, an answer is expected
    apdu.u8(0).u8(5).u8(kInvoke).u8(kReadMultiple).u8(0x0C).u32(kAnyDevice).u8(0x1E);
    for (const std::uint8_t property : kWanted) apdu.u8(0x09).u8(property);
    const ByteString body = apdu.u8(0x1F).take();
    return Writer().u8(kBvlc).u8(kUnicast).u16(static_cast<std::uint16_t>(body.size() + 4)).bytes(body).take();
}

struct Value {
    std::uint8_t tag = 0;
    Bytes body;
};

// An application or context tag with a length in its low bits (clause 20.2.1); the reader fails on anything else.
Value read_value(Reader& reader) {
    const std::uint8_t first = reader.u8();
    std::size_t length = first & 7U;
    if (length == 5) length = reader.u8();
    if (length > 253 || (first & 7U) > 5) reader.fail();
    return {static_cast<std::uint8_t>(first & 0xF8U), reader.bytes(length)};
}

void keep(std::uint8_t property, const Value& value, Facts& facts) {
    constexpr std::uint8_t kUnsigned = 0x20;
    constexpr std::uint8_t kCharacters = 0x70;
    constexpr std::uint8_t kObjectId = 0xC0;
    Reader reader(value.body);
    if (value.tag == kCharacters) {
        const bool utf8 = reader.u8() == 0;
        const std::string text = base::printable(base::trim(base::as_text(reader.rest())), kTextLimit);
        if (!utf8 || text.empty()) return;
        if (property == kName) facts.set("bacnet.name", text);
        if (property == kVendor) facts.set("bacnet.vendor", text);
        if (property == kModel) facts.set("bacnet.model", text);
        if (property == kFirmware) facts.set("bacnet.firmware", text);
        if (property == kApplication) facts.set("bacnet.application", text);
    } else if (value.tag == kUnsigned && property == kVendorId && value.body.size() <= 2) {
        std::int64_t number = 0;
        for (const std::uint8_t byte : value.body) number = number * 256 + byte;
        facts.set("bacnet.vendor_id", number);
    } else if (value.tag == kObjectId && property == kObject && value.body.size() == 4) {
        facts.set("bacnet.instance", static_cast<std::int64_t>(reader.u32() & 0x3FFFFFU));
    }
}

// One object and its properties: 0C object 1E (29 property (4E value 4F | 5E class code 5F))* 1F.
bool read_properties(Reader& reader, Facts& facts) {
    if (reader.u8() != 0x0C) return false;
    reader.skip(4);
    if (reader.u8() != 0x1E) return false;
    for (std::size_t i = 0; i < kPropertiesLimit; ++i) {
        const std::uint8_t tag = reader.u8();
        if (tag == 0x1F) return reader.ok();
        const std::uint8_t property = reader.u8();
        const std::uint8_t open = reader.u8();
        if (tag != 0x29 || !reader.ok()) return false;
        if (open == 0x4E) {
            keep(property, read_value(reader), facts);
            if (reader.u8() != 0x4F) return false;
        } else if (open == 0x5E) {
            (void)read_value(reader);
            (void)read_value(reader);
            if (reader.u8() != 0x5F) return false;
        } else {
            return false;
        }
        if (!reader.ok()) return false;
    }
    return false;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t type = reader.u8();
    const std::uint8_t function = reader.u8();
    const std::size_t length = reader.u16();
    const std::uint8_t version = reader.u8();
    const std::uint8_t control = reader.u8();
    const std::uint8_t apdu = reader.u8();
    const std::uint8_t invoke = reader.u8();
    const unsigned kind = apdu >> 4U;
    const bool about_us = invoke == kInvoke && (kind == kComplexAck || (kind >= kError && kind <= kAbort));
    // A source address in the head would be that of another network behind a router: not the device that was asked.
    if (!reader.ok() || type != kBvlc || function != kUnicast || length != reply.size() || version != 1 ||
        (control & 0x28U) != 0 || !about_us)
        return fail(Errc::not_spoken, "no BACnet answer to our question");
    Facts facts;
    if (kind != kComplexAck) {
        facts.set("bacnet.refused", true);
        return facts;
    }
    if (reader.u8() != kReadMultiple || !read_properties(reader, facts))
        return fail(Errc::malformed, "BACnet answer with a broken list of properties");
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "bacnet",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::bacnet
