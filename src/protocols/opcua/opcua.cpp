// SPDX-License-Identifier: Apache-2.0
#include "protocols/opcua/opcua.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::opcua {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 3> kPorts{4840, 4843, 48010};
constexpr std::size_t kReasonLimit = 256;

ByteString probe() {
    constexpr std::string_view kUrl = "opc.tcp://vigie.invalid:4840";
    constexpr std::uint32_t kBuffer = 65535;
    Writer out;
    out.text("HELF").u32_le(32 + kUrl.size()).u32_le(0).u32_le(kBuffer).u32_le(kBuffer).u32_le(1 << 20).u32_le(16);
    return out.u32_le(kUrl.size()).text(kUrl).take();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    reader.skip(4);
    const std::size_t length = reader.u32_le();
    return reader.ok() && length <= reply.size();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::string_view kind = reader.text(4);
    const std::size_t length = reader.u32_le();
    const std::uint32_t value = reader.u32_le();
    if (!reader.ok() || length != reply.size() || (kind != "ACKF" && kind != "ERRF"))
        return fail(Errc::not_spoken, "no OPC UA answer");
    Facts facts;
    if (kind == "ACKF") {
        constexpr std::size_t kAcknowledge = 28;
        if (length != kAcknowledge) return fail(Errc::malformed, "OPC UA acknowledgement of a wrong length");
        facts.set("opcua.protocol_version", static_cast<std::int64_t>(value));
        return facts;
    }
    facts.set("opcua.error", base::to_hex(Writer().u32(value).take()));
    const std::uint32_t size = reader.u32_le();
    const std::string_view reason = reader.text(size == 0xFFFFFFFF ? 0 : size);
    if (!reader.ok()) return fail(Errc::malformed, "OPC UA error cut short");
    if (!reason.empty()) facts.set("opcua.reason", base::printable(reason, kReasonLimit));
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "opcua",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 2048};

}  // namespace vigie::protocols::opcua
