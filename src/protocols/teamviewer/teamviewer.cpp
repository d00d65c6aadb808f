// SPDX-License-Identifier: Apache-2.0
#include "protocols/teamviewer/teamviewer.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::teamviewer {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{5938};
constexpr std::uint16_t kMark = 0x1724;
enum Command : std::uint8_t { kPing = 0x10, kPong = 0x11 };

ByteString probe() {
    return Writer().u16(kMark).u8(kPing).u16_le(4).u32(0).take();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    reader.skip(3);
    const std::size_t length = reader.u16_le();
    return reader.ok() && length <= reader.remaining();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint16_t mark = reader.u16();
    const std::uint8_t command = reader.u8();
    const std::size_t length = reader.u16_le();
    if (!reader.ok() || mark != kMark || command != kPong || length != reader.remaining())
        return fail(Errc::not_spoken, "no answer to a TeamViewer ping");
    return Facts{};
}

}  // namespace

const Protocol protocol = {.name = "teamviewer",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 1024};

}  // namespace vigie::protocols::teamviewer
