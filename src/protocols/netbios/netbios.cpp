// SPDX-License-Identifier: Apache-2.0
#include "protocols/netbios/netbios.h"

#include <array>

#include "base/text.h"

namespace vigie::protocols::netbios {
namespace {

using base::Errc;
using base::Reader;
using base::Writer;

constexpr std::size_t kNamesLimit = 64;
constexpr std::size_t kNameSize = 15;
constexpr std::uint16_t kRequestId = 0x7662;
constexpr std::uint16_t kNodeStatus = 0x0021;
constexpr std::uint16_t kInternet = 1;
constexpr std::array<model::Port, 1> kPorts{137};
// "*" and fifteen zeros, each half byte as a letter from A (RFC 1001 14.1).
constexpr std::string_view kAnyName = "CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

struct Status {
    std::vector<std::string> names;
    std::string workgroup;
    std::string mac;
};

bool read_names(Reader& data, Status& status) {
    const std::size_t count = data.u8();
    for (std::size_t i = 0; i < count; ++i) {
        const std::string_view raw = data.text(kNameSize);
        const std::uint8_t suffix = data.u8();
        const std::uint16_t flags = data.u16();
        if (!data.ok()) return false;
        if (i >= kNamesLimit) continue;
        const std::string name = base::printable(base::trim(raw.substr(0, raw.find('\0'))), 64);
        status.names.push_back(name + "<" + base::to_hex(std::array<std::uint8_t, 1>{suffix}) + ">");
        constexpr std::uint16_t kGroup = 0x8000;
        if ((flags & kGroup) != 0 && suffix == 0 && status.workgroup.empty()) status.workgroup = name;
    }
    return true;
}

std::string mac_text(Bytes bytes) {
    std::string text;
    bool all_zero = true;
    for (const std::uint8_t byte : bytes) {
        all_zero = all_zero && byte == 0;
        if (!text.empty()) text += ':';
        text += base::to_hex(std::array<std::uint8_t, 1>{byte});
    }
    return all_zero ? std::string{} : text;
}

Result<Status> read_status(Bytes reply) {
    Reader reader(reply);
    const std::uint16_t id = reader.u16();
    const std::uint16_t flags = reader.u16();
    const std::uint16_t questions = reader.u16();
    const std::uint16_t answers = reader.u16();
    reader.skip(4);
    const std::uint8_t name_length = reader.u8();
    const std::string_view name = reader.text(32);
    const std::uint8_t end = reader.u8();
    const std::uint16_t type = reader.u16();
    const std::uint16_t record_class = reader.u16();
    constexpr std::uint16_t kResponse = 0x8000;
    constexpr std::uint16_t kOpcodeAndError = 0x780F;
    if (!reader.ok() || id != kRequestId || (flags & kResponse) == 0 || (flags & kOpcodeAndError) != 0 ||
        questions != 0 || answers != 1 || name_length != 32 || name != kAnyName || end != 0 || type != kNodeStatus ||
        record_class != kInternet)
        return base::fail(Errc::not_spoken, "no NetBIOS node status");
    reader.skip(4);
    Reader data(reader.bytes(reader.u16()));
    Status status;
    if (!reader.ok() || !read_names(data, status)) return base::fail(Errc::malformed, "NetBIOS node status cut short");
    if (data.remaining() >= 6) status.mac = mac_text(data.bytes(6));
    return status;
}

Match recognise(Bytes reply) {
    return read_status(reply) ? Match::sure : Match::no;
}

}  // namespace

ByteString node_status_request() {
    Writer out;
    out.u16(kRequestId).u16(0).u16(1).u16(0).u16(0).u16(0);
    out.u8(32).text(kAnyName).u8(0).u16(kNodeStatus).u16(kInternet);
    return out.take();
}

Result<Facts> parse_facts(Bytes reply) {
    const auto status = read_status(reply);
    if (!status) return tl::unexpected(status.error());
    Facts facts;
    if (!status->names.empty()) facts.set("netbios.names", status->names);
    if (!status->workgroup.empty()) facts.set("netbios.workgroup", status->workgroup);
    if (!status->mac.empty()) facts.set("netbios.mac", status->mac);
    return facts;
}

const Protocol protocol = {.name = "netbios",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = node_status_request,
                           .recognise = recognise,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::netbios
