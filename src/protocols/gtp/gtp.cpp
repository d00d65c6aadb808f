// SPDX-License-Identifier: Apache-2.0
#include "protocols/gtp/gtp.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::gtp {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 2> kPorts{2123, 2152};
constexpr std::uint16_t kSequence = 0x7667;
constexpr std::size_t kHeader = 8;
enum Message : std::uint8_t { kEchoRequest = 1, kEchoResponse = 2, kVersionNotSupported = 3 };

ByteString probe() {
    constexpr std::uint8_t kVersionOneWithSequence = 0x32;
    Writer out;
    out.u8(kVersionOneWithSequence).u8(kEchoRequest).u16(4).u32(0).u16(kSequence).u16(0);
    return out.take();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t flags = reader.u8();
    const std::uint8_t message = reader.u8();
    const std::size_t length = reader.u16();
    const unsigned version = flags >> 5U;
    // Version 2 has its tunnel identifier only with a flag.
    const bool has_tunnel = version == 1 || (flags & 0x08U) != 0;
    if (has_tunnel) reader.skip(4);
    const std::uint16_t sequence = reader.u16();
    const std::size_t counted_from = version == 1 ? kHeader : 4;
    const bool echo = message == kEchoResponse && version == 1 && sequence == kSequence && (flags & 0x10U) != 0;
    const bool refusal = message == kVersionNotSupported && (version == 1 || version == 2);
    if (!reader.ok() || length + counted_from != reply.size() || (!echo && !refusal))
        return fail(Errc::not_spoken, "no answer to our GTP echo");
    Facts facts;
    facts.set("gtp.version", static_cast<std::int64_t>(version));
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "gtp",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::gtp
