// SPDX-License-Identifier: Apache-2.0
#include "protocols/rmi/rmi.h"

#include <algorithm>
#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::rmi {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 3> kPorts{1099, 1098, 9010};
constexpr std::uint8_t kAcknowledge = 0x4E;
constexpr std::size_t kHostLimit = 255;

ByteString probe() {
    constexpr std::uint8_t kStreamProtocol = 0x4B;
    return Writer().text("JRMI").u16(2).u8(kStreamProtocol).take();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    reader.skip(1);
    const std::size_t length = reader.u16();
    return reader.ok() && length + 4 <= reader.remaining();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t first = reader.u8();
    const std::size_t length = reader.u16();
    const std::string_view host = reader.text(length > kHostLimit ? reply.size() + 1 : length);
    const std::uint32_t port = reader.u32();
    const bool plain = std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == ':' ||
               c == '-' || c == '%';
    });
    if (!reader.ok() || !reader.empty() || first != kAcknowledge || host.empty() || !plain || port > 65535)
        return fail(Errc::not_spoken, "no RMI acknowledgement");
    return Facts{};
}

}  // namespace

const Protocol protocol = {.name = "rmi",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 512};

}  // namespace vigie::protocols::rmi
