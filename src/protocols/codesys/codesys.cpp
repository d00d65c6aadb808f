// SPDX-License-Identifier: Apache-2.0
#include "protocols/codesys/codesys.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::codesys {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 3> kPorts{2455, 1200, 1217};
constexpr std::uint8_t kMark = 0xBB;
constexpr std::size_t kSystem = 65;
constexpr std::size_t kSystemVersion = 97;
constexpr std::size_t kRuntime = 129;
constexpr std::size_t kField = 32;

ByteString probe() {
    return base::from_hex("bbbb0100000001");
}

ByteString probe_big_endian() {
    return base::from_hex("bbbb0100000101");
}

bool complete(Bytes reply) {
    return reply.size() > kRuntime + kField;
}

// A text with its end inside the field, of printable characters only; "" for anything else.
std::string field(Bytes reply, std::size_t at) {
    if (reply.size() <= at) return {};
    const std::string_view room = base::as_text(reply.subspan(at)).substr(0, kField);
    const std::size_t end = room.find('\0');
    if (end == std::string_view::npos) return {};
    for (const char character : room.substr(0, end))
        if (character < 0x20 || character > 0x7E) return {};
    return base::printable(base::trim(room.substr(0, end)), kField);
}

Result<Facts> parse_facts(Bytes reply) {
    const std::string system = field(reply, kSystem);
    const std::string runtime = field(reply, kRuntime);
    if (reply.size() <= kRuntime || reply[0] != kMark || system.empty() || runtime.empty())
        return fail(Errc::not_spoken, "no answer of a CODESYS 2 runtime");
    Facts facts;
    facts.set("codesys.system", system);
    facts.set("codesys.runtime", runtime);
    if (const std::string version = field(reply, kSystemVersion); !version.empty())
        facts.set("codesys.system_version", version);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "codesys",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 1024};

const Protocol protocol_big_endian = {.name = "codesys",
                                      .transport = model::Transport::tcp,
                                      .usual_ports = kPorts,
                                      .intrusion = Intrusion::query,
                                      .anywhere = false,
                                      .probe = probe_big_endian,
                                      .recognise = sure_if_parsed<parse_facts>,
                                      .complete = complete,
                                      .parse = parse_facts,
                                      .reply_limit = 1024};

}  // namespace vigie::protocols::codesys
