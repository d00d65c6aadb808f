// SPDX-License-Identifier: Apache-2.0
#include "protocols/iax2/iax2.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::iax2 {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{4569};
constexpr std::uint16_t kOurCall = 0x0767;
constexpr std::uint16_t kFull = 0x8000;
constexpr std::uint8_t kControl = 6;
enum Control : std::uint8_t { kPong = 0x03, kPoke = 0x1E };

ByteString probe() {
    return Writer().u16(kFull | kOurCall).u16(0).u32(0).u8(0).u8(0).u8(kControl).u8(kPoke).take();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const unsigned source = reader.u16();
    const unsigned destination = reader.u16();
    reader.skip(6);
    const std::uint8_t type = reader.u8();
    const std::uint8_t control = reader.u8();
    if (!reader.ok() || (source & kFull) == 0 || (destination & 0x7FFFU) != kOurCall || type != kControl ||
        control != kPong)
        return fail(Errc::not_spoken, "no answer to our POKE");
    return Facts{};
}

}  // namespace

const Protocol protocol = {.name = "iax2",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::iax2
