// SPDX-License-Identifier: Apache-2.0
#include "protocols/hl7/hl7.h"

#include <array>

#include "base/text.h"

namespace vigie::protocols::hl7 {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<model::Port, 5> kPorts{2575, 2576, 6661, 6662, 6663};
constexpr std::uint8_t kStart = 0x0B;
constexpr std::uint8_t kEnd = 0x1C;
constexpr std::size_t kTextLimit = 64;

ByteString probe() {
    return {kStart, kEnd, '\r'};
}

bool complete(Bytes reply) {
    return reply.size() >= 3 && reply[reply.size() - 2] == kEnd;
}

// MSH|^~\&|SENDING APPLICATION|SENDING FACILITY|...|VERSION
Result<Facts> parse_facts(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    if (text.size() < 3 || text[0] != static_cast<char>(kStart)) return fail(Errc::not_spoken, "no MLLP frame");
    Facts facts;
    const std::string_view body = text.substr(1);
    if (!body.starts_with("MSH") || body.size() < 8) {
        if (body[0] != static_cast<char>(kEnd)) return fail(Errc::not_spoken, "MLLP frame without HL7");
        return facts;
    }
    const std::string_view line = body.substr(0, body.find('\r'));
    const std::vector<std::string_view> fields = base::split(line, line[3]);
    constexpr std::size_t kApplication = 2;
    constexpr std::size_t kFacility = 3;
    constexpr std::size_t kVersion = 11;
    const auto set = [&](const char* fact, std::size_t field) {
        if (field < fields.size() && !fields[field].empty())
            facts.set(fact, base::printable(base::trim(fields[field]), kTextLimit));
    };
    set("hl7.application", kApplication);
    set("hl7.facility", kFacility);
    set("hl7.version", kVersion);
    return facts;
}

// An empty frame that comes back could be an echo.
Match recognise(Bytes reply) {
    const auto facts = parse_facts(reply);
    if (!facts) return Match::no;
    return facts->empty() ? Match::maybe : Match::sure;
}

}  // namespace

const Protocol protocol = {.name = "hl7",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = recognise,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 8192};

}  // namespace vigie::protocols::hl7
