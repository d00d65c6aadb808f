// SPDX-License-Identifier: Apache-2.0
#include "protocols/spice/spice.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::spice {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

// 5900 and its neighbours are VNC's, which greets: this question goes there only after silence.
constexpr std::array<model::Port, 1> kPorts{5930};
constexpr std::string_view kMagic = "REDQ";
constexpr std::uint32_t kNeedsSecurity = 5;
constexpr std::uint32_t kLastError = 9;
constexpr std::size_t kPublicKey = 162;
constexpr std::size_t kCapabilitiesLimit = 8;

// The main channel, and one word of capabilities: selection of authentication, by ticket, with small heads.
ByteString probe() {
    constexpr std::uint32_t kBody = 22;
    constexpr std::uint8_t kMainChannel = 1;
    constexpr std::uint32_t kCapabilities = 0x0B;
    Writer out;
    out.text(kMagic).u32_le(2).u32_le(2).u32_le(kBody).u32_le(0).u8(kMainChannel).u8(0);
    return out.u32_le(1).u32_le(0).u32_le(18).u32_le(kCapabilities).take();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    reader.skip(12);
    const std::uint32_t size = reader.u32_le();
    return reader.ok() && size <= reader.remaining();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::string_view magic = reader.text(kMagic.size());
    const std::uint32_t major = reader.u32_le();
    const std::uint32_t minor = reader.u32_le();
    const std::uint32_t size = reader.u32_le();
    const std::uint32_t error = reader.u32_le();
    if (!reader.ok() || magic != kMagic || major == 0 || major > 9 || minor > 99 || error > kLastError || size < 4)
        return fail(Errc::not_spoken, "no SPICE link");
    Facts facts;
    facts.set("spice.protocol_version", std::to_string(major) + "." + std::to_string(minor));
    if (error != 0) {
        facts.set("spice.error", static_cast<std::int64_t>(error));
        if (error == kNeedsSecurity) facts.set("spice.tls_required", true);
        return facts;
    }
    reader.skip(kPublicKey);
    const std::size_t common = reader.u32_le();
    reader.skip(8);
    const std::uint32_t capabilities = reader.u32_le();
    // Our own message says no error and stops before a key could follow.
    if (!reader.ok() || common == 0 || common > kCapabilitiesLimit)
        return fail(Errc::not_spoken, "no SPICE link with a key");
    facts.set("spice.tls_required", false);
    if ((capabilities & 2U) != 0) facts.append("spice.logins", "ticket");
    if ((capabilities & 4U) != 0) facts.append("spice.logins", "sasl");
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "spice",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 1024};

}  // namespace vigie::protocols::spice
