// SPDX-License-Identifier: Apache-2.0
#include "protocols/citrix/citrix.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::citrix {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 2> kPorts{1494, 2598};
constexpr std::array<model::Port, 1> kPortsUdp{1604};
constexpr std::uint32_t kBrowserMark = 0x02FDA8E3;
constexpr std::size_t kQuestion = 30;
constexpr std::string_view kIca = "\x7F\x7FICA";
constexpr std::string_view kCgp =
    "\x1A"
    "CGP/01";

// The browser's question: its length, a command, the mark, zeros.
ByteString probe_udp() {
    Writer out;
    out.u16_le(kQuestion).u8(1).u8(0x30).u32(kBrowserMark);
    return out.fill(kQuestion - out.size(), 0).take();
}

Result<Facts> parse_facts(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    Facts facts;
    if (text.starts_with(kIca) || text.starts_with(kCgp)) {
        facts.set("citrix.greeting", text.starts_with(kIca) ? "ICA" : "CGP");
        return facts;
    }
    Reader reader(reply);
    const std::size_t length = reader.u16_le();
    const std::uint8_t kind = reader.u8();
    const std::uint8_t command = reader.u8();
    const std::uint32_t mark = reader.u32();
    if (!reader.ok() || length != reply.size() || kind != 2 || command != 0x31 || mark != kBrowserMark)
        return fail(Errc::not_spoken, "no Citrix greeting or browser answer");
    facts.set("citrix.greeting", "browser");
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "citrix",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::listen,
                           .speaks_first = true,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

const Protocol protocol_udp = {.name = "citrix",
                               .transport = model::Transport::udp,
                               .usual_ports = kPortsUdp,
                               .intrusion = Intrusion::query,
                               .probe = probe_udp,
                               .recognise = sure_if_parsed<parse_facts>,
                               .parse = parse_facts,
                               .reply_limit = 4096};

}  // namespace vigie::protocols::citrix
