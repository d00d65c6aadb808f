// SPDX-License-Identifier: Apache-2.0
#include "protocols/iec104/iec104.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::iec104 {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 1> kPorts{2404};
constexpr std::uint8_t kStart = 0x68;
constexpr std::size_t kFrame = 6;
enum Function : std::uint8_t { kTest = 0x43, kTestConfirm = 0x83 };

ByteString probe() {
    return {kStart, 4, kTest, 0, 0, 0};
}

bool complete(Bytes reply) {
    return reply.size() >= kFrame;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t start = reader.u8();
    const std::uint8_t length = reader.u8();
    const std::uint8_t function = reader.u8();
    const std::uint32_t zeros = reader.u24();
    if (!reader.ok() || start != kStart || length != 4 || function != kTestConfirm || zeros != 0)
        return fail(Errc::not_spoken, "no confirmation of our test frame");
    return Facts{};
}

}  // namespace

const Protocol protocol = {.name = "iec104",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 256};

}  // namespace vigie::protocols::iec104
