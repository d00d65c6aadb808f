// SPDX-License-Identifier: Apache-2.0
#include "protocols/msrpc/msrpc.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::msrpc {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 2> kPorts{135, 593};
constexpr std::uint8_t kVersion = 5;
constexpr std::uint32_t kCall = 0x76;
constexpr std::size_t kTextLimit = 64;
enum Packet : std::uint8_t { kBind = 11, kBindAck = 12, kBindNak = 13 };

ByteString probe() {
    constexpr std::uint16_t kLength = 72;
    constexpr std::uint16_t kFragment = 4280;
    Writer out;
    out.u8(kVersion).u8(0).u8(kBind).u8(3).u32(0x10000000).u16_le(kLength).u16_le(0).u32_le(kCall);
    out.u16_le(kFragment).u16_le(kFragment).u32_le(0).u32_le(1).u16_le(0).u16_le(1);
    // The mapper's interface 3.0 and the transfer syntax NDR 2.0, in wire order.
    out.bytes(base::from_hex("0883afe11f5dc91191a408002b14a0fa")).u32_le(3);
    out.bytes(base::from_hex("045d888aeb1cc9119fe808002b104860")).u32_le(2);
    return out.take();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    reader.skip(8);
    const std::size_t length = reader.u16_le();
    return reader.ok() && length >= 16 && length <= reply.size();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t version = reader.u8();
    reader.skip(1);
    const std::uint8_t type = reader.u8();
    reader.skip(5);
    const std::size_t length = reader.u16_le();
    reader.skip(2);
    const std::uint32_t call = reader.u32_le();
    if (!reader.ok() || version != kVersion || (type != kBindAck && type != kBindNak) || call != kCall ||
        length != reply.size())
        return fail(Errc::not_spoken, "no answer to our binding");
    Facts facts;
    facts.set("msrpc.bound", type == kBindAck);
    if (type == kBindAck) {
        reader.skip(8);
        const std::string_view address = reader.text(reader.u16_le());
        if (!reader.ok()) return fail(Errc::malformed, "binding acknowledged without an address");
        const std::string text = base::printable(address.substr(0, address.find('\0')), kTextLimit);
        if (!text.empty()) facts.set("msrpc.secondary_address", text);
    }
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "msrpc",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 2048};

}  // namespace vigie::protocols::msrpc
