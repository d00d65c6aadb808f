// SPDX-License-Identifier: Apache-2.0
#include "protocols/afp/afp.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::afp {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{548};
constexpr std::uint8_t kAnswer = 1;
constexpr std::uint8_t kGetStatus = 3;
constexpr std::uint16_t kOurs = 0x7667;
constexpr std::size_t kHead = 16;
constexpr std::size_t kItemsLimit = 32;
constexpr std::size_t kTextLimit = 128;
constexpr std::string_view kGuest = "No User Authent";

ByteString probe() {
    return Writer().u8(0).u8(kGetStatus).u16(kOurs).u32(0).u32(0).u32(0).take();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    reader.skip(8);
    const std::uint32_t size = reader.u32();
    return reader.ok() && kHead + std::size_t{size} <= reply.size();
}

std::string short_text(Reader& reader) {
    return base::printable(reader.text(reader.u8()), kTextLimit);
}

// A count, then that many short texts.
std::vector<std::string> texts_at(Bytes status, std::size_t offset) {
    Reader reader(status);
    reader.seek(offset);
    const std::size_t count = reader.u8();
    std::vector<std::string> out;
    for (std::size_t i = 0; i < std::min(count, kItemsLimit); ++i) {
        std::string text = short_text(reader);
        if (!reader.ok()) break;
        if (!text.empty()) out.push_back(std::move(text));
    }
    return out;
}

std::string address_of(Bytes four) {
    std::string out;
    for (const std::uint8_t byte : four) out += (out.empty() ? "" : ".") + std::to_string(byte);
    return out;
}

// Length and kind before each: 1 and 2 are IPv4, without and with a port.
void add_addresses(Bytes status, std::size_t offset, Facts& facts) {
    Reader reader(status);
    reader.seek(offset);
    const std::size_t count = reader.u8();
    for (std::size_t i = 0; i < std::min(count, kItemsLimit) && reader.ok(); ++i) {
        const std::size_t size = reader.u8();
        const std::uint8_t kind = reader.u8();
        const Bytes value = reader.bytes(size < 2 ? 0 : size - 2);
        if (reader.ok() && (kind == 1 || kind == 2) && value.size() >= 4)
            facts.append("afp.addresses", address_of(value.first(4)));
    }
}

Result<Facts> parse_facts(Bytes reply) {
    Reader head(reply);
    const std::uint8_t kind = head.u8();
    const std::uint8_t command = head.u8();
    const std::uint16_t number = head.u16();
    const std::uint32_t error = head.u32();
    const std::size_t size = head.u32();
    head.skip(4);
    if (!head.ok() || kind != kAnswer || command != kGetStatus || number != kOurs || error != 0)
        return fail(Errc::not_spoken, "no status of an AFP server");
    const Bytes status = head.bytes(size);
    Reader reader(status);
    const std::size_t machine = reader.u16();
    const std::size_t versions = reader.u16();
    const std::size_t logins = reader.u16();
    reader.skip(2);
    const unsigned flags = reader.u16();
    const std::string name = short_text(reader);
    if (!head.ok() || !reader.ok()) return fail(Errc::malformed, "status of an AFP server cut short");
    Facts facts;
    if (!name.empty()) facts.set("afp.name", name);
    Reader type(status);
    type.seek(machine);
    if (const std::string text = short_text(type); type.ok() && !text.empty()) facts.set("afp.machine_type", text);
    if (const std::vector<std::string> all = texts_at(status, versions); !all.empty()) facts.set("afp.versions", all);
    if (const std::vector<std::string> all = texts_at(status, logins); !all.empty()) {
        facts.set("afp.logins", all);
        facts.set("afp.guest", std::find(all.begin(), all.end(), kGuest) != all.end());
    }
    // Behind the name, on an even place: the offsets of signature and addresses, each with its own flag.
    constexpr unsigned kHasSignature = 0x10;
    constexpr unsigned kHasAddresses = 0x20;
    if (reader.position() % 2 != 0) reader.skip(1);
    if ((flags & kHasSignature) != 0) reader.skip(2);
    const std::size_t addresses = (flags & kHasAddresses) != 0 ? reader.u16() : 0;
    if (reader.ok() && addresses != 0) add_addresses(status, addresses, facts);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "afp",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 8192};

}  // namespace vigie::protocols::afp
