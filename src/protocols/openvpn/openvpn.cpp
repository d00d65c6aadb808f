// SPDX-License-Identifier: Apache-2.0
#include "protocols/openvpn/openvpn.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::openvpn {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{1194};
constexpr std::string_view kSession = "vigie81d";
constexpr std::uint8_t kHardResetClient = 7;
constexpr std::uint8_t kHardResetServer = 8;

ByteString probe() {
    return Writer().u8(kHardResetClient << 3U).text(kSession).u8(0).u32(0).take();
}

ByteString probe_tcp() {
    const ByteString packet = probe();
    return Writer().u16(static_cast<std::uint16_t>(packet.size())).bytes(packet).take();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    const std::size_t length = reader.u16();
    return reader.ok() && length <= reader.remaining();
}

// Over TCP the length of a packet stands before it.
Bytes packet_of(Bytes reply) {
    Reader reader(reply);
    const std::size_t length = reader.u16();
    return reader.ok() && length <= reader.remaining() && length >= 14 ? reader.bytes(length) : reply;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(packet_of(reply));
    const unsigned opcode = reader.u8() >> 3U;
    reader.skip(8);
    const std::size_t acknowledged = reader.u8();
    reader.skip(acknowledged * 4);
    const std::string_view session = reader.text(8);
    if (!reader.ok() || opcode != kHardResetServer || acknowledged != 1 || session != kSession)
        return fail(Errc::not_spoken, "no answer to our OpenVPN packet");
    return Facts{};
}

}  // namespace

const Protocol protocol = {.name = "openvpn",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

const Protocol protocol_tcp = {.name = "openvpn",
                               .transport = model::Transport::tcp,
                               .usual_ports = kPorts,
                               .intrusion = Intrusion::handshake,
                               .anywhere = false,
                               .probe = probe_tcp,
                               .recognise = sure_if_parsed<parse_facts>,
                               .complete = complete,
                               .parse = parse_facts,
                               .reply_limit = 4096};

}  // namespace vigie::protocols::openvpn
