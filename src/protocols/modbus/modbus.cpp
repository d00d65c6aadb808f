// SPDX-License-Identifier: Apache-2.0
#include "protocols/modbus/modbus.h"

#include <algorithm>
#include <array>
#include <optional>

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
constexpr std::uint16_t kUmasTransaction = 0x7668;
constexpr std::uint8_t kAnyUnit = 0xFF;
constexpr std::uint8_t kUmas = 0x5A;
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

// Function 0x5A, UMAS 0x02: which controller is it? Every other UMAS function is none of our business.
ByteString ask_umas() {
    constexpr std::uint8_t kReadIdentification = 0x02;
    return Writer().u16(kUmasTransaction).u16(0).u16(4).u8(0).u8(kUmas).u8(0).u8(kReadIdentification).take();
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

// Function code and what follows, of the next answer to the given question.
struct Answer {
    std::uint8_t unit = 0;
    Bytes body;
};

std::optional<Answer> next_answer(Reader& reader, std::uint16_t transaction) {
    const std::uint16_t number = reader.u16();
    const std::uint16_t zero = reader.u16();
    const std::size_t length = reader.u16();
    const std::uint8_t unit = reader.u8();
    if (!reader.ok() || number != transaction || zero != 0 || length < 2) return std::nullopt;
    const Bytes body = reader.bytes(length - 1);
    return reader.ok() ? std::optional<Answer>({unit, body}) : std::nullopt;
}

Result<void> read_identification(Bytes body, Facts& facts) {
    Reader reader(body);
    const std::uint8_t function = reader.u8();
    if ((function & static_cast<std::uint8_t>(~kException)) != kIdentification)
        return fail(Errc::not_spoken, "no Modbus answer to our question");
    if ((function & kException) != 0) {
        const std::uint8_t exception = reader.u8();
        if (!reader.ok() || !reader.empty() || exception == 0 || exception > kLastException)
            return fail(Errc::not_spoken, "no Modbus exception");
        facts.set("modbus.exception", static_cast<std::int64_t>(exception));
        return {};
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
    return {};
}

// Session, success, range, identity, model; then the versions, low byte first, and the name of the controller.
void read_umas(Bytes body, Facts& facts) {
    constexpr std::uint8_t kSuccess = 0xFE;
    Reader reader(body);
    const std::uint8_t function = reader.u8();
    reader.skip(1);
    const std::uint8_t status = reader.u8();
    reader.skip(8);
    const unsigned version = reader.u16_le();
    reader.skip(12);
    const std::string_view name = reader.text(reader.u8());
    if (!reader.ok() || function != kUmas || status != kSuccess) return;
    const std::string text = base::printable(base::trim(name.substr(0, name.find('\0'))), kTextLimit);
    if (text.empty()) return;
    facts.set("modbus.umas_controller", text);
    const std::string minor = base::to_hex(Writer().u8(static_cast<std::uint8_t>(version & 0xFFU)).take());
    facts.set("modbus.umas_firmware", std::to_string(version >> 8U) + "." + minor);
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::optional<Answer> answer = next_answer(reader, kTransaction);
    if (!answer) return fail(Errc::not_spoken, "no Modbus answer to our question");
    Facts facts;
    facts.set("modbus.unit", static_cast<std::int64_t>(answer->unit));
    const Result<void> read = read_identification(answer->body, facts);
    if (!read) return tl::unexpected(read.error());
    if (reader.empty()) return facts;
    const std::optional<Answer> umas = next_answer(reader, kUmasTransaction);
    if (!umas || !reader.empty()) return fail(Errc::not_spoken, "more than was asked for");
    read_umas(umas->body, facts);
    return facts;
}

// Only the maker's own controllers are asked the maker's own question.
ByteString follow_up(Bytes heard) {
    Reader reader(heard);
    const std::optional<Answer> answer = next_answer(reader, kTransaction);
    Facts facts;
    if (!answer || !reader.empty() || !read_identification(answer->body, facts)) return {};
    return base::contains_ignoring_case(facts.text("modbus.vendor"), "schneider") ? ask_umas() : ByteString{};
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
                           .follow_up = follow_up,
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
