// SPDX-License-Identifier: Apache-2.0
#include "protocols/ike/ike.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vigie::protocols::ike {
namespace {

using base::Errc;
using base::Reader;
using base::Writer;

constexpr std::size_t kPayloadsLimit = 32;
constexpr std::size_t kVendorIdBytes = 64;
constexpr std::size_t kHeaderSize = 28;
constexpr std::string_view kInitiatorSpi = "vigie-01";
constexpr std::array<model::Port, 1> kPorts{500};
constexpr std::array<model::Port, 1> kTraversalPorts{4500};
constexpr std::size_t kMarker = 4;  // zeros before an IKE message that travels among ESP packets, RFC 3948 section 2.2

enum Exchange : std::uint8_t { kMainMode = 2, kInformational1 = 5, kSaInit = 34, kInformational2 = 37 };
enum Payload : std::uint8_t {
    kNone = 0,
    kSa1 = 1,
    kVendorId1 = 13,
    kSa2 = 33,
    kKeyExchange = 34,
    kNonce = 40,
    kVendorId2 = 43
};

struct Vendor {
    std::string_view prefix;  // hexadecimal; more bytes may follow
    std::string_view name;
};

// Most are the MD5 sum of a published string; the others are given in RFC 3706 or by the vendors' documentation.
constexpr std::array kVendors{
    Vendor{"882fe56d6fd20dbc2251613b2ebe5beb", "strongSwan"},
    Vendor{"8299031757a36082c6a621de", "Fortinet FortiGate"},
    Vendor{"f4ed19e0c114eb516faaac0ee37daf28", "Check Point"},
    Vendor{"404bf439522ca3f6", "SonicWall"},
    Vendor{"5b362bc820f6", "SonicWall"},
    Vendor{"12f5f28c457168a9702d9fe274cc", "Cisco Unity"},
    Vendor{"434953434f", "Cisco"},
    Vendor{"464c455856504e2d535550504f52544544", "Cisco FlexVPN"},
    Vendor{"166f932d55eb64d8e4df4fd37e2313f0d0fd8451", "Juniper NetScreen"},
    Vendor{"1e2b516905991c7d7c96fcbfb587e461", "Microsoft Windows"},
    Vendor{"fb1de3cdf341b7ea16b7e5be0855f120", "Microsoft negotiation discovery"},
    Vendor{"e3a5966a76379fe707228231e5ce8652", "IKE CGA version 1"},
    Vendor{"26244d38eddb61b3172a36e3d0cfb819", "Vid-Initial-Contact"},
    Vendor{"621b04bb09882ac1e15935fefa24aeee", "GSSAPI"},
    Vendor{"7003cbc1097dbe9c2600ba6983bc8b35", "KAME racoon"},
    Vendor{"afcad71368a1f1c96b8696fc7757", "Dead Peer Detection"},
    Vendor{"4a131c81070358455c5728f20e95452f", "NAT traversal (RFC 3947)"},
    Vendor{"7d9419a65310ca6f2c179d9215529d56", "NAT traversal (draft 03)"},
    Vendor{"90cb80913ebb696e086381b5ec427b1f", "NAT traversal (draft 02)"},
    Vendor{"cd60464335df21f87cfdb2fc68b6a448", "NAT traversal (draft 02)"},
    Vendor{"4485152d18b6bbcd0be8a8469579ddcc", "NAT traversal (draft 00)"},
    Vendor{"09002689dfd6b712", "XAUTH"},
    Vendor{"4048b7d56ebce88525e7de7f00d6c2d3", "Fragmentation"},
};

std::string_view vendor_name(std::string_view hex) {
    const auto found = std::find_if(kVendors.begin(), kVendors.end(),
                                    [&](const Vendor& vendor) { return hex.starts_with(vendor.prefix); });
    return found == kVendors.end() ? std::string_view{} : found->name;
}

ByteString with_header(std::uint8_t version, std::uint8_t first, std::uint8_t exchange, std::uint8_t flags,
                       const ByteString& payloads) {
    Writer out;
    out.text(kInitiatorSpi).fill(8, 0).u8(first).u8(version).u8(exchange).u8(flags).u32(0);
    out.u32(static_cast<std::uint32_t>(payloads.size() + kHeaderSize)).bytes(payloads);
    return out.take();
}

void payload(Writer& out, std::uint8_t next, const ByteString& body) {
    out.u8(next).u8(0).u16(static_cast<std::uint16_t>(body.size() + 4)).bytes(body);
}

struct Transform {
    std::uint8_t type;
    std::uint16_t id;
    std::uint16_t key_bits = 0;
};

void proposal(Writer& out, std::uint8_t number, bool last, std::span<const Transform> transforms) {
    Writer list;
    for (std::size_t i = 0; i < transforms.size(); ++i) {
        const Transform& transform = transforms[i];
        const bool sized = transform.key_bits != 0;
        list.u8(i + 1 == transforms.size() ? 0 : 3).u8(0).u16(sized ? 12 : 8);
        list.u8(transform.type).u8(0).u16(transform.id);
        if (sized) list.u16(0x800E).u16(transform.key_bits);
    }
    const ByteString body = list.take();
    out.u8(last ? 0 : 2).u8(0).u16(static_cast<std::uint16_t>(body.size() + 8));
    out.u8(number).u8(1).u8(0).u8(static_cast<std::uint8_t>(transforms.size())).bytes(body);
}

// RFC 7296 3.3.2. Types: 1 encryption, 2 pseudo-random function, 3 integrity, 4 Diffie-Hellman group.
constexpr std::array kClassic{Transform{1, 12, 256}, Transform{1, 12, 128}, Transform{1, 3},  Transform{2, 5},
                              Transform{2, 2},       Transform{2, 7},       Transform{3, 12}, Transform{3, 2},
                              Transform{3, 14},      Transform{4, 14},      Transform{4, 19}, Transform{4, 2},
                              Transform{4, 5},       Transform{4, 20},      Transform{4, 31}, Transform{4, 16}};
constexpr std::array kCombined{Transform{1, 20, 256}, Transform{1, 20, 128}, Transform{2, 5},  Transform{2, 2},
                               Transform{2, 7},       Transform{4, 14},      Transform{4, 19}, Transform{4, 20},
                               Transform{4, 31},      Transform{4, 16}};

ByteString some_bytes(std::size_t count) {
    ByteString out(count);
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::uint8_t>(0x5AU ^ (i * 29U));
    return out;
}

void attribute(Writer& out, std::uint16_t type, std::uint16_t value) {
    out.u16(static_cast<std::uint16_t>(0x8000U | type)).u16(value);
}

// RFC 2409 appendix A: what peers of the last twenty years agreed on, most usual first.
ByteString main_mode_transforms(std::uint8_t& count) {
    Writer out;
    constexpr std::array<std::uint16_t, 3> kCiphers{256, 128, 0};   // AES key bits; 0 = 3DES
    constexpr std::array<std::uint16_t, 2> kHashes{2, 4};           // SHA-1, SHA-256
    constexpr std::array<std::uint16_t, 2> kAuthentications{1, 3};  // pre-shared key, RSA signatures
    constexpr std::array<std::uint16_t, 2> kGroups{14, 2};
    const std::size_t total = kCiphers.size() * kHashes.size() * kAuthentications.size() * kGroups.size();
    count = 0;
    for (const std::uint16_t bits : kCiphers)
        for (const std::uint16_t hash : kHashes)
            for (const std::uint16_t authentication : kAuthentications)
                for (const std::uint16_t group : kGroups) {
                    Writer attributes;
                    attribute(attributes, 1, bits == 0 ? 5 : 7);
                    if (bits != 0) attribute(attributes, 14, bits);
                    attribute(attributes, 2, hash);
                    attribute(attributes, 3, authentication);
                    attribute(attributes, 4, group);
                    attribute(attributes, 11, 1);  // life type: seconds
                    attribute(attributes, 12, 28800);
                    const ByteString body = attributes.take();
                    ++count;
                    out.u8(count == total ? 0 : 3).u8(0).u16(static_cast<std::uint16_t>(body.size() + 8));
                    out.u8(count).u8(1).u16(0).bytes(body);
                }
    return out.take();
}

Match recognise(Bytes reply) {
    return parse_answer(reply) ? Match::sure : Match::no;
}

}  // namespace

ByteString initial_request() {
    Writer proposals;
    proposal(proposals, 1, false, kClassic);
    proposal(proposals, 2, true, kCombined);
    constexpr std::uint16_t kGroup14 = 14;
    Writer key;
    key.u16(kGroup14).u16(0).bytes(some_bytes(256));
    Writer payloads;
    payload(payloads, kKeyExchange, proposals.take());
    payload(payloads, kNonce, key.take());
    payload(payloads, kNone, some_bytes(32));
    constexpr std::uint8_t kInitiator = 0x08;
    return with_header(0x20, kSa2, kSaInit, kInitiator, payloads.take());
}

ByteString main_mode_request() {
    std::uint8_t count = 0;
    const ByteString transforms = main_mode_transforms(count);
    Writer body;
    body.u32(1).u32(1);  // IPsec domain of interpretation, identity only
    body.u8(0).u8(0).u16(static_cast<std::uint16_t>(transforms.size() + 8));
    body.u8(1).u8(1).u8(0).u8(count).bytes(transforms);
    Writer payloads;
    payload(payloads, kNone, body.take());
    return with_header(0x10, kSa1, kMainMode, 0, payloads.take());
}

ByteString traversal_request() {
    return Writer().u32(0).bytes(initial_request()).take();
}

Result<Answer> parse_answer(Bytes datagram) {
    // Our initiator's identifier never begins with zeros: what does is the marker.
    Reader start(datagram);
    const Bytes reply = start.u32() == 0 && start.ok() ? datagram.subspan(kMarker) : datagram;
    Reader reader(reply);
    const std::string_view spi = reader.text(8);
    const std::uint64_t responder_spi = reader.u64();
    std::uint8_t next = reader.u8();
    const std::uint8_t version = reader.u8();
    const std::uint8_t exchange = reader.u8();
    const std::uint8_t flags = reader.u8();
    reader.skip(4);
    const std::size_t length = reader.u32();
    Answer answer;
    answer.version = version >> 4U;
    constexpr std::uint8_t kResponse = 0x20;
    const bool second =
        answer.version == 2 && (flags & kResponse) != 0 && (exchange == kSaInit || exchange == kInformational2);
    // Version 1 has no flag for answers: a datagram that merely comes back has no responder identifier.
    const bool first =
        answer.version == 1 && ((exchange == kMainMode && responder_spi != 0) || exchange == kInformational1);
    if (!reader.ok() || spi != kInitiatorSpi || (!first && !second) || length != reply.size())
        return base::fail(Errc::not_spoken, "no IKE answer to our request");
    const std::uint8_t vendor_id = second ? kVendorId2 : kVendorId1;
    for (std::size_t i = 0; i < kPayloadsLimit && next != kNone && !reader.empty(); ++i) {
        const std::uint8_t type = next;
        next = reader.u8();
        reader.skip(1);
        const std::size_t size = reader.u16();
        const Bytes body = reader.bytes(size < 4 ? reply.size() + 1 : size - 4);
        if (!reader.ok()) return base::fail(Errc::malformed, "IKE payload with a wrong length");
        if (type != vendor_id) continue;
        const std::string hex = base::to_hex(body.first(std::min(body.size(), kVendorIdBytes)));
        if (std::find(answer.vendor_ids.begin(), answer.vendor_ids.end(), hex) != answer.vendor_ids.end()) continue;
        answer.vendor_ids.push_back(hex);
        const std::string name(vendor_name(hex));
        if (!name.empty() && std::find(answer.vendors.begin(), answer.vendors.end(), name) == answer.vendors.end())
            answer.vendors.push_back(name);
    }
    return answer;
}

Result<Facts> parse_facts(Bytes reply) {
    auto answer = parse_answer(reply);
    if (!answer) return tl::unexpected(answer.error());
    Facts facts;
    facts.set("ike.version", answer->version == 2 ? "2" : "1");
    if (!answer->vendors.empty()) facts.set("ike.vendors", std::move(answer->vendors));
    if (!answer->vendor_ids.empty()) facts.set("ike.vendor_ids", std::move(answer->vendor_ids));
    return facts;
}

const Protocol protocol = {.name = "ike",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = initial_request,
                           .recognise = recognise,
                           .parse = parse_facts,
                           .reply_limit = 8192};

const Protocol protocol_v1 = {.name = "ike",
                              .transport = model::Transport::udp,
                              .usual_ports = kPorts,
                              .intrusion = Intrusion::handshake,
                              .probe = main_mode_request,
                              .recognise = recognise,
                              .parse = parse_facts,
                              .reply_limit = 8192};

const Protocol protocol_traversal = {.name = "ike",
                                     .transport = model::Transport::udp,
                                     .usual_ports = kTraversalPorts,
                                     .intrusion = Intrusion::handshake,
                                     .probe = traversal_request,
                                     .recognise = recognise,
                                     .parse = parse_facts,
                                     .reply_limit = 8192};

}  // namespace vigie::protocols::ike
