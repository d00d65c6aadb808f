// SPDX-License-Identifier: Apache-2.0
#include "protocols/mqtt/mqtt.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::mqtt {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 2> kPorts{1883, 8883};
enum Packet : std::uint8_t { kConnect = 0x10, kConnectAnswer = 0x20, kDisconnect = 0xE0 };

ByteString probe() {
    constexpr std::uint8_t kCleanSession = 2;
    constexpr std::uint16_t kKeepAlive = 10;
    constexpr std::string_view kName = "vigie-81d3c5";
    Writer body;
    body.u16(4).text("MQTT").u8(4).u8(kCleanSession).u16(kKeepAlive).u16(kName.size()).text(kName);
    const ByteString bytes = body.take();
    Writer out;
    out.u8(kConnect).u8(static_cast<std::uint8_t>(bytes.size())).bytes(bytes);
    return out.u8(kDisconnect).u8(0).take();
}

bool complete(Bytes reply) {
    return reply.size() >= 4;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t type = reader.u8();
    const std::uint8_t length = reader.u8();
    const std::uint8_t session = reader.u8();
    const std::uint8_t code = reader.u8();
    constexpr std::uint8_t kLastCode = 5;
    if (!reader.ok() || !reader.empty() || type != kConnectAnswer || length != 2 || session > 1 || code > kLastCode)
        return fail(Errc::not_spoken, "no MQTT answer to a connection");
    Facts facts;
    facts.set("mqtt.code", static_cast<std::int64_t>(code));
    constexpr std::uint8_t kBadCredentials = 4;
    constexpr std::uint8_t kNotAuthorised = 5;
    if (code == 0) facts.set("mqtt.unauthenticated", true);
    if (code == kBadCredentials || code == kNotAuthorised) facts.set("mqtt.unauthenticated", false);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "mqtt",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 64};

}  // namespace vigie::protocols::mqtt
