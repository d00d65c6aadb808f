// SPDX-License-Identifier: Apache-2.0
#include "protocols/mumble/mumble.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::mumble {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{64738};
constexpr std::string_view kIdentifier = "vigie81d";
constexpr std::size_t kAnswer = 24;

ByteString probe() {
    return Writer().u32(0).text(kIdentifier).take();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    reader.skip(1);
    const unsigned major = reader.u8();
    const unsigned minor = reader.u8();
    const unsigned patch = reader.u8();
    const std::string_view identifier = reader.text(kIdentifier.size());
    const std::uint32_t users = reader.u32();
    const std::uint32_t most = reader.u32();
    if (!reader.ok() || reply.size() != kAnswer || identifier != kIdentifier || users > most || major == 0)
        return fail(Errc::not_spoken, "no answer to our Mumble ping");
    Facts facts;
    facts.set("mumble.version", std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch));
    facts.set("mumble.users", static_cast<std::int64_t>(users));
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "mumble",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::mumble
