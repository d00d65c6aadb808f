// SPDX-License-Identifier: Apache-2.0
#include "protocols/rtsp/rtsp.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::rtsp {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 4> kPorts{554, 8554, 7070, 322};
constexpr std::size_t kLinesLimit = 32;
constexpr std::size_t kTextLimit = 256;

ByteString probe() {
    return base::to_bytes("OPTIONS * RTSP/1.0\r\nCSeq: 7667\r\nUser-Agent: vigie\r\n\r\n");
}

bool complete(Bytes reply) {
    return base::as_text(reply).find("\r\n\r\n") != std::string_view::npos;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::string_view status = reader.line();
    const auto code = base::parse_unsigned(status.size() >= 12 ? status.substr(9, 3) : std::string_view{});
    if (!status.starts_with("RTSP/") || !code) return fail(Errc::not_spoken, "no RTSP answer");
    Facts facts;
    facts.set("rtsp.status", static_cast<std::int64_t>(*code));
    for (std::size_t i = 0; i < kLinesLimit && !reader.empty(); ++i) {
        const std::string_view line = reader.line();
        const std::size_t colon = line.find(':');
        if (line.empty()) break;
        if (colon == std::string_view::npos) continue;
        const std::string value = base::printable(base::trim(line.substr(colon + 1)), kTextLimit);
        if (base::equals_ignoring_case(line.substr(0, colon), "Server")) facts.set("rtsp.server", value);
        if (base::equals_ignoring_case(line.substr(0, colon), "Public")) facts.set("rtsp.methods", value);
    }
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "rtsp",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::rtsp
