// SPDX-License-Identifier: Apache-2.0
#include "protocols/source_query/source_query.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::source_query {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 2> kPorts{27015, 27016};
constexpr std::uint32_t kPlain = 0xFFFFFFFF;
constexpr std::size_t kTextLimit = 128;
enum Kind : std::uint8_t { kChallenge = 'A', kInformation = 'I', kQuestion = 'T' };

ByteString probe() {
    return Writer().u32(kPlain).u8(kQuestion).text("Source Engine Query").u8(0).take();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint32_t plain = reader.u32();
    const std::uint8_t kind = reader.u8();
    Facts facts;
    if (reader.ok() && plain == kPlain && kind == kChallenge && reader.remaining() == 4) return facts;
    reader.skip(1);
    const std::string_view name = reader.text_until(0);
    (void)reader.text_until(0);
    (void)reader.text_until(0);
    const std::string_view game = reader.text_until(0);
    if (!reader.ok() || plain != kPlain || kind != kInformation)
        return fail(Errc::not_spoken, "no answer to a server query");
    facts.set("source_query.name", base::printable(name, kTextLimit));
    facts.set("source_query.game", base::printable(game, kTextLimit));
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "source_query",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::source_query
