// SPDX-License-Identifier: Apache-2.0
#include "protocols/slp/slp.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::slp {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{427};
constexpr std::uint8_t kVersion = 2;
constexpr std::uint16_t kTransaction = 0x7667;
constexpr std::size_t kListLimit = 2048;
constexpr std::size_t kTypesLimit = 32;
enum Function : std::uint8_t { kTypeRequest = 9, kTypeReply = 10 };

ByteString probe() {
    constexpr std::uint16_t kAllAuthorities = 0xFFFF;
    Writer body;
    body.u16(0).u16(kAllAuthorities).u16(7).text("default");
    const ByteString bytes = body.take();
    Writer out;
    out.u8(kVersion).u8(kTypeRequest).u24(static_cast<std::uint32_t>(bytes.size() + 16)).u16(0).u24(0);
    return out.u16(kTransaction).u16(2).text("en").bytes(bytes).take();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t version = reader.u8();
    const std::uint8_t function = reader.u8();
    const std::size_t length = reader.u24();
    reader.skip(5);
    const std::uint16_t transaction = reader.u16();
    reader.skip(reader.u16());
    const std::uint16_t error = reader.u16();
    if (!reader.ok() || version != kVersion || function != kTypeReply || length != reply.size() ||
        transaction != kTransaction)
        return fail(Errc::not_spoken, "no answer to our service location question");
    Facts facts;
    facts.set("slp.error", static_cast<std::int64_t>(error));
    if (error != 0) return facts;
    const std::string_view types = reader.text(reader.u16());
    if (!reader.ok() || types.size() > kListLimit) return fail(Errc::malformed, "list of service types cut short");
    const std::vector<std::string_view> parts = base::split(types, ',');
    for (std::size_t i = 0; i < std::min(parts.size(), kTypesLimit); ++i)
        if (!parts[i].empty()) facts.append("slp.types", base::printable(base::trim(parts[i]), 128));
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "slp",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::slp
