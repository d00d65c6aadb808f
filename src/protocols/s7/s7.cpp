// SPDX-License-Identifier: Apache-2.0
#include "protocols/s7/s7.h"

#include <array>
#include <optional>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::s7 {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{102};
constexpr std::uint8_t kVersion = 3;
constexpr std::uint16_t kOurs = 0x0076;
constexpr std::uint16_t kModules = 0x0011;
constexpr std::uint16_t kComponents = 0x001C;
constexpr std::size_t kPacketsLimit = 6;
constexpr std::size_t kItemsLimit = 32;
constexpr std::size_t kTextLimit = 64;
enum Pdu : std::uint8_t { kConnect = 0xE0, kConfirm = 0xD0, kData = 0xF0 };
enum Kind : std::uint8_t { kAcknowledge = 3, kUserData = 7 };

// Class 0, the addresses of a programming device and of a module in rack 0.
ByteString connect(std::uint8_t slot) {
    Writer out;
    out.u8(kVersion).u8(0).u16(22).u8(17).u8(kConnect).u16(0).u16(kOurs).u8(0);
    out.u16(0xC102).u16(0x0100).u16(0xC202).u8(1).u8(slot).u8(0xC0).u8(1).u8(10);
    return out.take();
}

ByteString probe() {
    return connect(2);
}

ByteString probe_slot0() {
    return connect(0);
}

ByteString set_up() {
    constexpr std::uint8_t kJob = 1;
    constexpr std::uint8_t kSetUp = 0xF0;
    constexpr std::uint16_t kLargest = 480;
    Writer out;
    out.u8(kVersion).u8(0).u16(25).u8(2).u8(kData).u8(0x80).u8(0x32).u8(kJob).u16(0).u16(kOurs).u16(8).u16(0);
    return out.u8(kSetUp).u8(0).u16(1).u16(1).u16(kLargest).take();
}

ByteString read_list(std::uint16_t list) {
    constexpr std::uint8_t kReadSystemState = 0x44;  // request, functions of the processor
    Writer out;
    out.u8(kVersion).u8(0).u16(33).u8(2).u8(kData).u8(0x80).u8(0x32).u8(kUserData).u16(0).u16(kOurs).u16(8).u16(8);
    out.u24(0x000112).u8(4).u8(0x11).u8(kReadSystemState).u8(1).u8(0);
    return out.u8(0xFF).u8(9).u16(4).u16(list).u16(0).take();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    reader.skip(2);
    const std::size_t length = reader.u16();
    return reader.ok() && length <= reply.size();
}

// The payload of the next packet on ISO transport, from its length indicator on.
std::optional<Bytes> next_packet(Reader& reader) {
    const std::uint8_t version = reader.u8();
    const std::uint8_t zero = reader.u8();
    const std::size_t length = reader.u16();
    if (!reader.ok() || version != kVersion || zero != 0 || length < 7) return std::nullopt;
    const Bytes payload = reader.bytes(length - 4);
    return reader.ok() ? std::optional<Bytes>(payload) : std::nullopt;
}

bool is_confirmation(Bytes packet) {
    Reader reader(packet);
    const std::size_t head = reader.u8();
    const std::uint8_t kind = reader.u8() & 0xF0U;
    const std::uint16_t destination = reader.u16();
    reader.skip(3);
    // RDP speaks the same transport: it answers with its own negotiation and no addresses.
    bool addresses = false;
    Reader options(reader.rest());
    for (std::size_t i = 0; i < 8 && !options.empty(); ++i) {
        const std::uint8_t option = options.u8();
        options.skip(options.u8());
        if (!options.ok()) break;
        if (option == 0xC1 || option == 0xC2) addresses = true;
    }
    return reader.ok() && head + 1 == packet.size() && destination == kOurs && kind == kConfirm && addresses;
}

// A message of S7 itself: what stands after its header.
struct Message {
    std::uint8_t kind = 0;
    std::uint16_t reference = 0;
    std::uint16_t error = 0;
    Bytes parameters;
    Bytes data;
};

std::optional<Message> read_message(Bytes packet) {
    Reader reader(packet);
    const std::uint8_t head = reader.u8();
    const std::uint8_t data = reader.u8();
    const std::uint8_t last = reader.u8();
    const std::uint8_t mark = reader.u8();
    Message out;
    out.kind = reader.u8();
    reader.skip(2);
    out.reference = reader.u16();
    const std::size_t parameters = reader.u16();
    const std::size_t size = reader.u16();
    if (out.kind == kAcknowledge) out.error = reader.u16();
    out.parameters = reader.bytes(parameters);
    out.data = reader.bytes(size);
    if (!reader.ok() || head != 2 || data != kData || last != 0x80 || mark != 0x32) return std::nullopt;
    return out;
}

std::string field(std::string_view text) {
    return base::printable(base::trim(text.substr(0, text.find('\0'))), kTextLimit);
}

void set_text(Facts& facts, const char* name, std::string_view text) {
    if (const std::string value = field(text); !value.empty()) facts.set(name, value);
}

// Index, order number, then the version as a letter and three numbers.
void read_module(Reader& item, Facts& facts) {
    constexpr std::uint16_t kModule = 1;
    constexpr std::uint16_t kFirmware = 7;
    const std::uint16_t index = item.u16();
    const std::string_view order = item.text(20);
    item.skip(2);
    const char letter = static_cast<char>(item.u8());
    const unsigned major = item.u8();
    const unsigned minor = item.u8();
    const unsigned patch = item.u8();
    if (!item.ok()) return;
    if (index == kModule) set_text(facts, "s7.order_number", order);
    if (index == kFirmware && letter == 'V')
        facts.set("s7.firmware", std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch));
}

void read_component(Reader& item, Facts& facts) {
    const std::uint16_t index = item.u16();
    const std::string_view text = item.text(item.remaining());
    switch (index) {
        case 1: set_text(facts, "s7.system_name", text); break;
        case 2: set_text(facts, "s7.module_name", text); break;
        case 3: set_text(facts, "s7.plant", text); break;
        case 5: set_text(facts, "s7.serial", text); break;
        case 7: set_text(facts, "s7.module_type", text); break;
        default: break;
    }
}

void read_system_state(Bytes data, Facts& facts) {
    constexpr std::uint8_t kSuccess = 0xFF;
    Reader reader(data);
    const std::uint8_t status = reader.u8();
    reader.skip(3);
    const std::uint16_t list = reader.u16();
    reader.skip(2);
    const std::size_t size = reader.u16();
    const std::size_t count = reader.u16();
    if (!reader.ok() || status != kSuccess || size < 28) return;
    for (std::size_t i = 0; i < std::min(count, kItemsLimit); ++i) {
        Reader item(reader.bytes(size));
        if (!reader.ok()) return;
        if (list == kModules) read_module(item, facts);
        if (list == kComponents) read_component(item, facts);
    }
}

// What each further packet says; how many there were, the set-up refused or not.
struct Heard {
    std::size_t messages = 0;
    bool set_up = false;
};

Heard read_messages(Reader& reader, Facts& facts) {
    Heard out;
    for (std::size_t i = 0; i < kPacketsLimit && !reader.empty(); ++i) {
        const std::optional<Bytes> packet = next_packet(reader);
        const std::optional<Message> message = packet ? read_message(*packet) : std::nullopt;
        if (!message) break;
        ++out.messages;
        if (message->kind == kAcknowledge && message->error == 0) out.set_up = true;
        if (message->kind == kUserData) read_system_state(message->data, facts);
    }
    return out;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::optional<Bytes> first = next_packet(reader);
    if (!first || !is_confirmation(*first)) return fail(Errc::not_spoken, "no confirmation of an ISO connection");
    Facts facts;
    const Heard heard = read_messages(reader, facts);
    if (heard.messages > 0) facts.set("s7.communication", heard.set_up);
    if (facts.has("s7.order_number") && facts.has("s7.firmware"))
        facts.set("s7.identity", facts.text("s7.order_number") + " V" + facts.text("s7.firmware"));
    return facts;
}

ByteString follow_up(Bytes heard) {
    Reader reader(heard);
    const std::optional<Bytes> first = next_packet(reader);
    if (!first || !is_confirmation(*first)) return {};
    if (reader.empty()) return set_up();
    Facts facts;
    const Heard answers = read_messages(reader, facts);
    if (!answers.set_up || !reader.empty()) return {};
    if (answers.messages == 1) return read_list(kModules);
    return answers.messages == 2 ? read_list(kComponents) : ByteString{};
}

}  // namespace

const Protocol protocol = {.name = "s7",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .follow_up = follow_up,
                           .parse = parse_facts,
                           .reply_limit = 8192};

const Protocol protocol_slot0 = {.name = "s7",
                                 .transport = model::Transport::tcp,
                                 .usual_ports = kPorts,
                                 .intrusion = Intrusion::query,
                                 .anywhere = false,
                                 .probe = probe_slot0,
                                 .recognise = sure_if_parsed<parse_facts>,
                                 .complete = complete,
                                 .follow_up = follow_up,
                                 .parse = parse_facts,
                                 .reply_limit = 8192};

}  // namespace vigie::protocols::s7
