// SPDX-License-Identifier: Apache-2.0
#include "protocols/quic/quic.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::quic {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 4> kPorts{80, 443, 853, 8443};
constexpr std::size_t kPacket = 1200;
constexpr std::uint32_t kNoVersion = 0x1A2A3A4A;  // reserved to force negotiation
constexpr std::string_view kTheirs = "vigie81d";
constexpr std::string_view kOurs = "3c5vigie";
constexpr std::size_t kVersionsLimit = 32;

ByteString probe() {
    Writer out;
    out.u8(0xC0).u32(kNoVersion).u8(8).text(kTheirs).u8(8).text(kOurs);
    return out.fill(kPacket - out.size(), 0).take();
}

std::string version_name(std::uint32_t version) {
    if (version == 1) return "1";
    if (version == 0x6B3343CF) return "2";
    if ((version & 0xFFFFFF00U) == 0xFF000000U) return "draft-" + std::to_string(version & 0xFFU);
    return base::to_hex(Writer().u32(version).take());
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t first = reader.u8();
    const std::uint32_t version = reader.u32();
    const std::string_view ours = reader.text(reader.u8());
    const std::string_view theirs = reader.text(reader.u8());
    if (!reader.ok() || (first & 0x80U) == 0 || version != 0 || ours != kOurs || theirs != kTheirs ||
        reader.remaining() == 0 || reader.remaining() % 4 != 0)
        return fail(Errc::not_spoken, "no answer to our QUIC packet");
    Facts facts;
    for (std::size_t i = 0; i < kVersionsLimit && !reader.empty(); ++i) {
        const std::uint32_t offered = reader.u32();
        // Reserved ones are thrown in to keep clients honest (RFC 9000 section 6.3).
        if ((offered & 0x0F0F0F0FU) != 0x0A0A0A0AU) facts.append("quic.versions", version_name(offered));
    }
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "quic",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::quic
