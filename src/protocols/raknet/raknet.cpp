// SPDX-License-Identifier: Apache-2.0
#include "protocols/raknet/raknet.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::raknet {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 2> kPorts{19132, 19133};
constexpr std::string_view kTime = "vigie81d";
constexpr std::size_t kTextLimit = 256;
enum Message : std::uint8_t { kPing = 0x01, kPong = 0x1C };

// The sixteen bytes that RakNet writes into every message outside a connection.
ByteString mark() {
    return base::from_hex("00ffff00fefefefefdfdfdfd12345678");
}

ByteString probe() {
    return Writer().u8(kPing).text(kTime).bytes(mark()).u32(0).u32(0).take();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t message = reader.u8();
    const std::string_view time = reader.text(kTime.size());
    reader.skip(8);
    const Bytes theirs = reader.bytes(16);
    if (!reader.ok() || message != kPong || time != kTime || base::as_text(theirs) != base::as_text(mark()))
        return fail(Errc::not_spoken, "no RakNet answer to our ping");
    Facts facts;
    if (reader.empty()) return facts;
    const std::string_view text = reader.text(reader.u16());
    if (!reader.ok()) return fail(Errc::malformed, "RakNet text cut short");
    facts.set("raknet.text", base::printable(text, kTextLimit));
    const std::vector<std::string_view> fields = base::split(text, ';');
    if (fields.size() > 3 && fields[0] == "MCPE") facts.set("raknet.version", base::printable(fields[3], 32));
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "raknet",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::raknet
