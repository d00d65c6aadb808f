// SPDX-License-Identifier: Apache-2.0
#include "protocols/l2tp/l2tp.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::l2tp {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{1701};
constexpr std::uint16_t kOurTunnel = 0x7667;
constexpr std::uint16_t kControl = 0xC802;
constexpr std::size_t kAttributesLimit = 32;
constexpr std::size_t kTextLimit = 128;
enum Attribute : std::uint16_t {
    kMessage = 0,
    kProtocolVersion = 2,
    kFraming = 3,
    kFirmware = 6,
    kHost = 7,
    kVendor = 8,
    kTunnel = 9,
    kWindow = 10
};
enum Message : std::uint16_t { kRequest = 1, kReply = 2, kStop = 4 };

void attribute(Writer& out, std::uint16_t type, Bytes value) {
    constexpr std::uint16_t kMandatory = 0x8000;
    out.u16(static_cast<std::uint16_t>(kMandatory | (value.size() + 6))).u16(0).u16(type).bytes(value);
}

ByteString number(std::uint16_t value) {
    return Writer().u16(value).take();
}

ByteString probe() {
    Writer body;
    attribute(body, kMessage, number(kRequest));
    attribute(body, kProtocolVersion, number(0x0100));
    attribute(body, kHost, base::as_bytes("vigie"));
    attribute(body, kFraming, Writer().u32(3).take());
    attribute(body, kTunnel, number(kOurTunnel));
    attribute(body, kWindow, number(4));
    const ByteString bytes = body.take();
    Writer out;
    out.u16(kControl).u16(static_cast<std::uint16_t>(bytes.size() + 12)).u16(0).u16(0).u16(0).u16(0);
    return out.bytes(bytes).take();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint16_t flags = reader.u16();
    const std::size_t length = reader.u16();
    const std::uint16_t tunnel = reader.u16();
    reader.skip(6);
    if (!reader.ok() || flags != kControl || length != reply.size() || tunnel != kOurTunnel)
        return fail(Errc::not_spoken, "no L2TP message for our tunnel");
    Facts facts;
    std::uint16_t message = 0;
    for (std::size_t i = 0; i < kAttributesLimit && !reader.empty(); ++i) {
        const std::size_t size = reader.u16() & 0x3FFU;
        const std::uint16_t vendor = reader.u16();
        const std::uint16_t type = reader.u16();
        Reader value(reader.bytes(size < 6 ? reply.size() + 1 : size - 6));
        if (!reader.ok()) return fail(Errc::malformed, "L2TP attribute with a wrong length");
        if (vendor != 0) continue;
        const auto text = [&] { return base::printable(base::trim(base::as_text(value.rest())), kTextLimit); };
        if (type == kMessage) message = value.u16();
        if (type == kHost) facts.set("l2tp.host", text());
        if (type == kVendor) facts.set("l2tp.vendor", text());
        if (type == kFirmware) {
            const std::uint16_t firmware = value.u16();
            if (value.ok()) facts.set("l2tp.firmware", static_cast<std::int64_t>(firmware));
        }
    }
    if (message != kReply && message != kStop) return fail(Errc::not_spoken, "no L2TP answer");
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "l2tp",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::l2tp
