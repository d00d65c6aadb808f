// SPDX-License-Identifier: Apache-2.0
#include "protocols/s7/s7.h"

#include <array>

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
enum Pdu : std::uint8_t { kConnect = 0xE0, kConfirm = 0xD0, kDisconnect = 0x80 };

// Class 0, the addresses of a programming device and of rack 0, slot 2.
ByteString probe() {
    Writer out;
    out.u8(kVersion).u8(0).u16(22).u8(17).u8(kConnect).u16(0).u16(kOurs).u8(0);
    return out.u16(0xC102).u16(0x0100).u16(0xC202).u16(0x0102).u8(0xC0).u8(1).u8(10).take();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    reader.skip(2);
    const std::size_t length = reader.u16();
    return reader.ok() && length <= reply.size();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t version = reader.u8();
    const std::uint8_t zero = reader.u8();
    const std::size_t length = reader.u16();
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
    if (!reader.ok() || version != kVersion || zero != 0 || length != reply.size() || head + 5 != length ||
        destination != kOurs || kind != kConfirm || !addresses)
        return fail(Errc::not_spoken, "no confirmation of an ISO connection");
    return Facts{};
}

}  // namespace

const Protocol protocol = {.name = "s7",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 1024};

}  // namespace vigie::protocols::s7
