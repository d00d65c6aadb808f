// SPDX-License-Identifier: Apache-2.0
#include "protocols/knx/knx.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::knx {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{3671};
constexpr std::uint16_t kHead = 0x0610;
constexpr std::size_t kBlocksLimit = 16;
enum Service : std::uint16_t { kRequest = 0x0203, kResponse = 0x0204 };
enum Block : std::uint8_t { kDevice = 1, kFamilies = 2 };

ByteString probe() {
    // The answer goes back where the question came from (address and port zero).
    return Writer().u16(kHead).u16(kRequest).u16(14).u8(8).u8(1).u32(0).u16(0).take();
}

std::string bus_address(std::uint16_t address) {
    return std::to_string(address >> 12U) + "." + std::to_string((address >> 8U) & 15U) + "." +
           std::to_string(address & 255U);
}

void read_device(Reader& block, Facts& facts) {
    block.skip(2);
    const std::uint16_t address = block.u16();
    block.skip(2);
    const std::string serial = base::to_hex(block.bytes(6));
    block.skip(4);
    const std::string mac = base::to_hex(block.bytes(6));
    const std::string_view name = block.text(30);
    if (!block.ok()) return;
    facts.set("knx.address", bus_address(address));
    facts.set("knx.serial", serial);
    facts.set("knx.mac", mac);
    facts.set("knx.name", base::printable(base::trim(name.substr(0, name.find('\0'))), 64));
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint16_t head = reader.u16();
    const std::uint16_t service = reader.u16();
    const std::size_t length = reader.u16();
    if (!reader.ok() || head != kHead || service != kResponse || length != reply.size())
        return fail(Errc::not_spoken, "no KNX description");
    Facts facts;
    for (std::size_t i = 0; i < kBlocksLimit && !reader.empty(); ++i) {
        const std::size_t size = reader.u8();
        const std::uint8_t type = reader.u8();
        Reader block(reader.bytes(size < 2 ? reply.size() + 1 : size - 2));
        if (!reader.ok()) return fail(Errc::malformed, "KNX block with a wrong length");
        if (type == kDevice) read_device(block, facts);
        if (type != kFamilies) continue;
        for (std::size_t j = 0; j < kBlocksLimit && !block.empty(); ++j) {
            const unsigned family = block.u8();
            const unsigned version = block.u8();
            if (block.ok()) facts.append("knx.services", std::to_string(family) + " v" + std::to_string(version));
        }
    }
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "knx",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::knx
