// SPDX-License-Identifier: Apache-2.0
#include "protocols/omron_fins/omron_fins.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::omron_fins {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{9600};
constexpr std::uint8_t kNode = 0x76;
constexpr std::uint8_t kService = 0x67;
constexpr std::uint16_t kControllerData = 0x0501;
constexpr std::size_t kField = 20;

ByteString probe() {
    constexpr std::uint8_t kCommandWithAnswer = 0x80;
    Writer out;
    out.u8(kCommandWithAnswer).u8(0).u8(2).u8(0).u8(0).u8(0).u8(0).u8(kNode).u8(0).u8(kService);
    return out.u16(kControllerData).u8(0).take();
}

std::string field(Reader& reader) {
    const std::string_view text = reader.text(kField);
    return base::printable(base::trim(text.substr(0, text.find('\0'))), kField);
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const unsigned flags = reader.u8();
    reader.skip(8);
    const std::uint8_t service = reader.u8();
    const std::uint16_t command = reader.u16();
    const std::uint16_t end = reader.u16();
    if (!reader.ok() || (flags & 0xC0U) != 0xC0U || service != kService || command != kControllerData)
        return fail(Errc::not_spoken, "no FINS answer to our command");
    Facts facts;
    facts.set("omron_fins.end_code", static_cast<std::int64_t>(end));
    const std::string model = field(reader);
    const std::string version = field(reader);
    if (reader.ok() && !model.empty()) facts.set("omron_fins.model", model);
    if (reader.ok() && !version.empty()) facts.set("omron_fins.version", version);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "omron_fins",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::omron_fins
