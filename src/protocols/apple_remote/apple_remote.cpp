// SPDX-License-Identifier: Apache-2.0
#include "protocols/apple_remote/apple_remote.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::apple_remote {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 1> kPorts{3283};
constexpr std::uint16_t kAnswer = 0x0001;
constexpr std::uint16_t kLength = 1002;  // of what follows
constexpr std::size_t kNameAt = 0x4D;
constexpr std::size_t kNameLimit = 64;

ByteString probe() {
    return {0x00, 0x14, 0x00, 0x01, 0x03};
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint16_t kind = reader.u16();
    const std::uint16_t length = reader.u16();
    const std::uint16_t one = reader.u16();
    if (!reader.ok() || kind != kAnswer || length != kLength || one != 1 || reply.size() != kLength + 4U)
        return fail(Errc::not_spoken, "no answer of Apple Remote Desktop");
    reader.seek(kNameAt);
    std::string_view name = reader.text(kNameLimit);
    name = name.substr(0, name.find('\0'));
    Facts facts;
    if (reader.ok() && !name.empty()) facts.set("apple_remote.name", base::printable(name, kNameLimit));
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "apple_remote",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::apple_remote
