// SPDX-License-Identifier: Apache-2.0
#include "protocols/capwap/capwap.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::capwap {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{5246};
constexpr std::uint32_t kDiscoveryRequest = 1;
constexpr std::uint32_t kDiscoveryResponse = 2;
constexpr std::uint8_t kSequence = 0x67;
constexpr std::size_t kElementsLimit = 32;
constexpr std::size_t kTextLimit = 128;
enum Element : std::uint16_t {
    kControllerDescriptor = 1,
    kControllerName = 4,
    kDiscoveryType = 20,
    kPointBoard = 38,
    kPointDescriptor = 39,
    kFrameTunnel = 41,
    kMacType = 44
};

void element(Writer& out, std::uint16_t type, const ByteString& value) {
    out.u16(type).u16(static_cast<std::uint16_t>(value.size())).bytes(value);
}

ByteString described(std::uint16_t type, std::string_view text) {
    return Writer().u32(0).u16(type).u16(static_cast<std::uint16_t>(text.size())).text(text).take();
}

ByteString probe() {
    Writer board;
    board.u32(0).u16(0).u16(5).text("vigie").u16(1).u16(5).text("vigie");
    Writer point;
    point.u8(1).u8(0).u8(0);
    for (std::uint16_t type = 0; type < 3; ++type) point.bytes(described(type, "1"));
    Writer elements;
    element(elements, kDiscoveryType, {1});
    element(elements, kPointBoard, board.take());
    element(elements, kPointDescriptor, point.take());
    element(elements, kFrameTunnel, {2});
    element(elements, kMacType, {0});
    const ByteString body = elements.take();
    Writer out;
    out.u32(0x00100200).u32(0);  // a head of two words, no radio address
    out.u32(kDiscoveryRequest).u8(kSequence).u16(static_cast<std::uint16_t>(body.size() + 3)).u8(0);
    return out.bytes(body).take();
}

void read_descriptor(Reader& value, Facts& facts) {
    value.skip(12);
    for (std::size_t i = 0; i < kElementsLimit && !value.empty(); ++i) {
        value.skip(4);
        const std::uint16_t type = value.u16();
        const std::string_view text = value.text(value.u16());
        constexpr std::uint16_t kSoftware = 5;
        if (value.ok() && type == kSoftware && !text.empty())
            facts.set("capwap.software", base::printable(base::trim(text), kTextLimit));
    }
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t preamble = reader.u8();
    const std::size_t head = (reader.u8() >> 3U) * std::size_t{4};
    reader.seek(head < 8 ? reply.size() + 1 : head);
    const std::uint32_t message = reader.u32();
    const std::uint8_t sequence = reader.u8();
    const std::size_t length = reader.u16();
    reader.skip(1);
    if (!reader.ok() || preamble != 0 || message != kDiscoveryResponse || sequence != kSequence ||
        length != reader.remaining() + 3)
        return fail(Errc::not_spoken, "no CAPWAP answer to our discovery");
    Facts facts;
    for (std::size_t i = 0; i < kElementsLimit && !reader.empty(); ++i) {
        const std::uint16_t type = reader.u16();
        Reader value(reader.bytes(reader.u16()));
        if (!reader.ok()) return fail(Errc::malformed, "CAPWAP element with a wrong length");
        if (type == kControllerDescriptor) read_descriptor(value, facts);
        if (type == kControllerName)
            facts.set("capwap.controller", base::printable(base::trim(base::as_text(value.rest())), kTextLimit));
    }
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "capwap",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::capwap
