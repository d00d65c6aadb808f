// SPDX-License-Identifier: Apache-2.0
#include "protocols/crestron/crestron.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::crestron {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{41794};
constexpr std::size_t kHead = 10;
constexpr std::size_t kName = 256;
constexpr std::size_t kTextLimit = 128;

ByteString probe() {
    Writer out;
    out.u8(0x14).u24(0).u8(1).u8(4).u8(0).u8(3).u16(0).text("vigie");
    return out.fill(kHead + kName - out.size(), 0).take();
}

std::string text_of(std::string_view field) {
    return base::printable(base::trim(field.substr(0, field.find('\0'))), kTextLimit);
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t kind = reader.u8();
    reader.skip(kHead - 1);
    const std::string host = text_of(reader.text(kName));
    const std::string device = text_of(base::as_text(reader.rest()));
    // The last text is "MODEL [vFIRMWARE (date), #SERIAL]".
    if (!reader.ok() || kind != 0x15 || device.find('[') == std::string::npos)
        return fail(Errc::not_spoken, "no Crestron discovery answer");
    Facts facts;
    if (!host.empty()) facts.set("crestron.host", host);
    facts.set("crestron.device", device);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "crestron",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::crestron
