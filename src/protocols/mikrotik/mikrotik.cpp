// SPDX-License-Identifier: Apache-2.0
#include "protocols/mikrotik/mikrotik.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::mikrotik {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 1> kPorts{5678};
constexpr std::size_t kFieldsLimit = 32;
constexpr std::size_t kTextLimit = 128;
enum Field : std::uint16_t { kMac = 1, kIdentity = 5, kVersion = 7, kPlatform = 8, kBoard = 12 };

ByteString probe() {
    return ByteString(4, 0);
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    reader.skip(4);
    Facts facts;
    for (std::size_t i = 0; i < kFieldsLimit && !reader.empty(); ++i) {
        const std::uint16_t field = reader.u16();
        const std::string_view value = reader.text(reader.u16());
        if (!reader.ok()) return fail(Errc::not_spoken, "no neighbour announcement");
        const std::string text = base::printable(base::trim(value), kTextLimit);
        if (field == kIdentity) facts.set("mikrotik.identity", text);
        if (field == kVersion) facts.set("mikrotik.version", text);
        if (field == kPlatform) facts.set("mikrotik.platform", text);
        if (field == kBoard) facts.set("mikrotik.board", text);
    }
    if (facts.text("mikrotik.platform") != "MikroTik" || !facts.has("mikrotik.version"))
        return fail(Errc::not_spoken, "no announcement of a MikroTik router");
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "mikrotik",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::mikrotik
