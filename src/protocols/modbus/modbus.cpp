// SPDX-License-Identifier: Apache-2.0
#include "protocols/modbus/modbus.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::modbus {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 2> kPorts{502, 802};
constexpr std::uint16_t kTransaction = 0x7667;
constexpr std::uint8_t kAnyUnit = 0xFF;
constexpr std::uint8_t kIdentification = 0x2B;
constexpr std::uint8_t kDevice = 0x0E;
constexpr std::uint8_t kException = 0x80;
constexpr std::uint8_t kLastException = 0x0B;
constexpr std::size_t kObjectsLimit = 16;
constexpr std::size_t kTextLimit = 128;
constexpr std::size_t kHead = 6;
constexpr std::array<model::Port, 1> kPortsUdp{502};

ByteString probe() {
    constexpr std::uint8_t kBasic = 1;
    return Writer()
        .u16(kTransaction)
        .u16(0)
        .u16(5)
        .u8(kAnyUnit)
        .u8(kIdentification)
        .u8(kDevice)
        .u8(kBasic)
        .u8(0)
        .take();
}

ByteString probe_udp() {
    return probe();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    reader.skip(4);
    const std::size_t length = reader.u16();
    return reader.ok() && reply.size() >= kHead + length;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint16_t transaction = reader.u16();
    const std::uint16_t zero = reader.u16();
    const std::size_t length = reader.u16();
    const bool whole = length == reader.remaining();
    const std::uint8_t unit = reader.u8();
    const std::uint8_t function = reader.u8();
    if (!reader.ok() || transaction != kTransaction || zero != 0 || !whole ||
        (function & static_cast<std::uint8_t>(~kException)) != kIdentification)
        return fail(Errc::not_spoken, "no Modbus answer to our question");
    Facts facts;
    facts.set("modbus.unit", static_cast<std::int64_t>(unit));
    if ((function & kException) != 0) {
        const std::uint8_t exception = reader.u8();
        if (!reader.ok() || !reader.empty() || exception == 0 || exception > kLastException)
            return fail(Errc::not_spoken, "no Modbus exception");
        facts.set("modbus.exception", static_cast<std::int64_t>(exception));
        return facts;
    }
    const std::uint8_t kind = reader.u8();
    reader.skip(4);
    const std::size_t objects = reader.u8();
    if (!reader.ok() || kind != kDevice) return fail(Errc::not_spoken, "no identification of a device");
    constexpr std::array<const char*, 3> kFacts{"modbus.vendor", "modbus.product", "modbus.revision"};
    for (std::size_t i = 0; i < std::min(objects, kObjectsLimit); ++i) {
        const std::size_t id = reader.u8();
        const std::string_view text = reader.text(reader.u8());
        if (!reader.ok()) return fail(Errc::malformed, "identification cut short");
        if (id < kFacts.size() && !text.empty())
            facts.set(kFacts.at(id), base::printable(base::trim(text), kTextLimit));
    }
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "modbus",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 4096};

const Protocol protocol_udp = {.name = "modbus",
                               .transport = model::Transport::udp,
                               .usual_ports = kPortsUdp,
                               .intrusion = Intrusion::query,
                               .anywhere = false,
                               .probe = probe_udp,
                               .recognise = sure_if_parsed<parse_facts>,
                               .parse = parse_facts,
                               .reply_limit = 4096};

}  // namespace vigie::protocols::modbus
