// SPDX-License-Identifier: Apache-2.0
#include "protocols/stun/stun.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::stun {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 3> kPorts{3478, 3479, 19302};
constexpr std::array<model::Port, 3> kTcpPorts{3478, 3479, 5349};
constexpr std::size_t kHead = 20;
constexpr std::uint32_t kCookie = 0x2112A442;
constexpr std::string_view kTransaction = "vigie 81d3c5";
constexpr std::size_t kAttributesLimit = 32;
constexpr std::size_t kTextLimit = 256;
constexpr std::uint16_t kSoftware = 0x8022;
enum Message : std::uint16_t { kRequest = 0x0001, kSuccess = 0x0101, kError = 0x0111 };

ByteString probe() {
    return Writer().u16(kRequest).u16(0).u32(kCookie).text(kTransaction).take();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint16_t type = reader.u16();
    const std::size_t length = reader.u16();
    const std::uint32_t cookie = reader.u32();
    const std::string_view transaction = reader.text(12);
    if (!reader.ok() || (type != kSuccess && type != kError) || length != reader.remaining() || cookie != kCookie ||
        transaction != kTransaction)
        return fail(Errc::not_spoken, "no answer to our STUN request");
    Facts facts;
    for (std::size_t i = 0; i < kAttributesLimit && !reader.empty(); ++i) {
        const std::uint16_t attribute = reader.u16();
        const std::size_t size = reader.u16();
        const std::string_view value = reader.text(size);
        reader.skip((4 - size % 4) % 4);
        if (!reader.ok()) return fail(Errc::malformed, "STUN attribute with a wrong length");
        if (attribute != kSoftware) continue;
        const std::string software = base::printable(base::trim(value.substr(0, value.find('\0'))), kTextLimit);
        if (!software.empty()) facts.set("stun.software", software);
    }
    return facts;
}

bool complete(Bytes reply) {
    Reader reader(reply);
    reader.skip(2);
    const std::size_t length = reader.u16();
    return reader.ok() && reply.size() >= kHead + length;
}

}  // namespace

const Protocol protocol = {.name = "stun",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

const Protocol protocol_tcp = {.name = "stun",
                               .transport = model::Transport::tcp,
                               .usual_ports = kTcpPorts,
                               .intrusion = Intrusion::handshake,
                               .anywhere = false,
                               .probe = probe,
                               .recognise = sure_if_parsed<parse_facts>,
                               .complete = complete,
                               .parse = parse_facts,
                               .reply_limit = 4096};

}  // namespace vigie::protocols::stun
