// SPDX-License-Identifier: Apache-2.0
#include "protocols/enip/enip.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::enip {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{44818};
constexpr std::uint16_t kListIdentity = 0x0063;
constexpr std::uint16_t kIdentityItem = 0x000C;
constexpr std::string_view kContext = "vigie81d";
constexpr std::size_t kHead = 24;

ByteString probe() {
    return Writer().u16_le(kListIdentity).u16_le(0).u32_le(0).u32_le(0).text(kContext).u32_le(0).take();
}

ByteString probe_udp() {
    return probe();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    reader.skip(2);
    const std::size_t length = reader.u16_le();
    return reader.ok() && reply.size() >= kHead + length;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint16_t command = reader.u16_le();
    const std::size_t length = reader.u16_le();
    reader.skip(4);
    const std::uint32_t status = reader.u32_le();
    const std::string_view context = reader.text(8);
    reader.skip(4);
    // Some devices forget the context; the length and the item still prove the answer.
    const bool ours = context == kContext || context == std::string_view("\0\0\0\0\0\0\0\0", 8);
    if (!reader.ok() || command != kListIdentity || length != reader.remaining() || length == 0 || status != 0 || !ours)
        return fail(Errc::not_spoken, "no EtherNet/IP identity");
    const std::uint16_t items = reader.u16_le();
    const std::uint16_t type = reader.u16_le();
    Reader item(reader.bytes(reader.u16_le()));
    if (!reader.ok() || items == 0 || type != kIdentityItem) return fail(Errc::not_spoken, "no identity item");
    item.skip(2);
    item.skip(4);
    const std::uint32_t inside = item.u32();
    item.skip(8);
    const std::uint16_t vendor = item.u16_le();
    const std::uint16_t device = item.u16_le();
    const std::uint16_t code = item.u16_le();
    const unsigned major = item.u8();
    const unsigned minor = item.u8();
    item.skip(2);
    const std::string serial = base::to_hex(Writer().u32(item.u32_le()).take());
    const std::string_view name = item.text(item.u8());
    if (!item.ok()) return fail(Errc::malformed, "EtherNet/IP identity cut short");
    Facts facts;
    facts.set("enip.vendor_id", static_cast<std::int64_t>(vendor));
    facts.set("enip.device_type", static_cast<std::int64_t>(device));
    facts.set("enip.product_code", static_cast<std::int64_t>(code));
    facts.set("enip.revision", std::to_string(major) + "." + std::to_string(minor));
    facts.set("enip.serial", serial);
    facts.set("enip.product", base::printable(base::trim(name), 128));
    facts.set("enip.internal_address", model::IpAddress::v4(inside).text());
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "enip",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 4096};

const Protocol protocol_udp = {.name = "enip",
                               .transport = model::Transport::udp,
                               .usual_ports = kPorts,
                               .intrusion = Intrusion::handshake,
                               .anywhere = false,
                               .probe = probe_udp,
                               .recognise = sure_if_parsed<parse_facts>,
                               .parse = parse_facts,
                               .reply_limit = 4096};

}  // namespace vigie::protocols::enip
