// SPDX-License-Identifier: Apache-2.0
#include "protocols/xdmcp/xdmcp.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::xdmcp {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{177};
constexpr std::size_t kTextLimit = 128;
constexpr std::uint16_t kVersion = 1;
enum Opcode : std::uint16_t { kQuery = 2, kWilling = 5, kUnwilling = 6 };

ByteString probe() {
    constexpr std::uint16_t kBody = 1;
    return Writer().u16(kVersion).u16(kQuery).u16(kBody).u8(0).take();  // no authentication names
}

std::string read_text(Reader& reader) {
    const std::uint16_t length = reader.u16();
    return base::printable(base::trim(reader.text(length)), kTextLimit);
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint16_t version = reader.u16();
    const std::uint16_t opcode = reader.u16();
    const std::size_t length = reader.u16();
    if (!reader.ok() || version != kVersion || (opcode != kWilling && opcode != kUnwilling) ||
        length != reader.remaining())
        return fail(Errc::not_spoken, "no XDMCP answer");
    if (opcode == kWilling) (void)read_text(reader);  // the authentication that it wants
    const std::string host = read_text(reader);
    const std::string status = read_text(reader);
    if (!reader.ok() || !reader.empty()) return fail(Errc::malformed, "XDMCP answer with broken texts");
    Facts facts;
    facts.set("xdmcp.willing", opcode == kWilling);
    if (!host.empty()) facts.set("xdmcp.host", host);
    if (!status.empty()) facts.set("xdmcp.status", status);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "xdmcp",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::xdmcp
