// SPDX-License-Identifier: Apache-2.0
#include "protocols/pptp/pptp.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::pptp {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{1723};
constexpr std::uint32_t kCookie = 0x1A2B3C4D;
constexpr std::uint16_t kLength = 156;
constexpr std::size_t kField = 64;
enum Message : std::uint16_t { kRequest = 1, kReply = 2 };

ByteString probe() {
    constexpr std::uint16_t kVersion = 0x0100;
    Writer out;
    out.u16(kLength).u16(1).u32(kCookie).u16(kRequest).u16(0).u16(kVersion).u16(0).u32(1).u32(1).u16(0).u16(0);
    out.text("vigie");
    return out.fill(kLength - out.size(), 0).take();
}

bool complete(Bytes reply) {
    return reply.size() >= kLength;
}

std::string field(Reader& reader) {
    const std::string_view text = reader.text(kField);
    return base::printable(base::trim(text.substr(0, text.find('\0'))), kField);
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint16_t length = reader.u16();
    const std::uint16_t kind = reader.u16();
    const std::uint32_t cookie = reader.u32();
    const std::uint16_t message = reader.u16();
    reader.skip(14);
    reader.skip(2);
    const std::uint16_t firmware = reader.u16();
    const std::string host = field(reader);
    const std::string vendor = field(reader);
    if (!reader.ok() || length != kLength || kind != 1 || cookie != kCookie || message != kReply)
        return fail(Errc::not_spoken, "no PPTP answer");
    Facts facts;
    facts.set("pptp.firmware", static_cast<std::int64_t>(firmware));
    if (!host.empty()) facts.set("pptp.host", host);
    if (!vendor.empty()) facts.set("pptp.vendor", vendor);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "pptp",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 1024};

}  // namespace vigie::protocols::pptp
