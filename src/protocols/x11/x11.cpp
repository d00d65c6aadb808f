// SPDX-License-Identifier: Apache-2.0
#include "protocols/x11/x11.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::x11 {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 4> kPorts{6000, 6001, 6002, 6003};
constexpr std::size_t kTextLimit = 128;
constexpr std::uint16_t kMajor = 11;
enum Outcome : std::uint8_t { kRefused = 0, kAccepted = 1 };

ByteString probe() {
    return Writer().u8('l').u8(0).u16_le(kMajor).u16_le(0).u16_le(0).u16_le(0).u16_le(0).take();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    reader.skip(6);
    const std::size_t words = reader.u16_le();
    return reader.ok() && words * 4 <= reader.remaining();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t outcome = reader.u8();
    const std::size_t reason = reader.u8();
    const std::uint16_t major = reader.u16_le();
    reader.skip(2);
    const std::size_t words = reader.u16_le();
    if (!reader.ok() || outcome > kAccepted || major != kMajor || words == 0)
        return fail(Errc::not_spoken, "no X11 answer");
    Facts facts;
    facts.set("x11.unauthenticated", outcome == kAccepted);
    if (outcome == kRefused) {
        const std::string text = base::printable(base::trim(reader.text(reason)), kTextLimit);
        if (!reader.ok() || text.empty()) return fail(Errc::not_spoken, "X11 refusal without a reason");
        facts.set("x11.reason", text);
    } else {
        const std::uint32_t release = reader.u32_le();
        reader.skip(12);
        const std::size_t vendor = reader.u16_le();
        reader.skip(14);
        const std::string text = base::printable(base::trim(reader.text(vendor)), kTextLimit);
        if (!reader.ok() || text.empty()) return fail(Errc::malformed, "X11 answer cut short");
        facts.set("x11.vendor", text);
        facts.set("x11.release", static_cast<std::int64_t>(release));
    }
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "x11",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 16384};

}  // namespace vigie::protocols::x11
