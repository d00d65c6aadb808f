// SPDX-License-Identifier: Apache-2.0
#include "protocols/ssdp/ssdp.h"

#include <array>

#include "base/text.h"

namespace vigie::protocols::ssdp {
namespace {

using base::Errc;
using base::Reader;

constexpr std::size_t kLinesLimit = 64;
constexpr std::size_t kValueLimit = 256;
constexpr std::array<model::Port, 1> kPorts{1900};

struct Answer {
    std::string server;
    std::string location;
    std::string usn;
    std::string search_target;
};

Result<Answer> read_answer(Bytes reply) {
    Reader reader(reply);
    const std::string_view status = reader.line();
    if (!reader.ok() || !status.starts_with("HTTP/1.") || status.substr(0, 12).find(" 200") == std::string_view::npos)
        return base::fail(Errc::not_spoken, "no SSDP response");
    Answer answer;
    for (std::size_t i = 0; i < kLinesLimit && !reader.empty(); ++i) {
        const std::string_view line = reader.line();
        if (line.empty()) break;
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const std::string_view name = base::trim(line.substr(0, colon));
        const std::string value = base::printable(base::trim(line.substr(colon + 1)), kValueLimit);
        if (base::equals_ignoring_case(name, "server")) answer.server = value;
        if (base::equals_ignoring_case(name, "location")) answer.location = value;
        if (base::equals_ignoring_case(name, "usn")) answer.usn = value;
        if (base::equals_ignoring_case(name, "st")) answer.search_target = value;
    }
    // An HTTP server has no reason to send these two.
    if (answer.search_target.empty() || answer.usn.empty())
        return base::fail(Errc::not_spoken, "HTTP response without search target and unique name");
    return answer;
}

Match recognise(Bytes reply) {
    return read_answer(reply) ? Match::sure : Match::no;
}

}  // namespace

ByteString search() {
    return base::to_bytes(
        "M-SEARCH * HTTP/1.1\r\n"
        "HOST: 239.255.255.250:1900\r\n"
        "MAN: \"ssdp:discover\"\r\n"
        "MX: 1\r\n"
        "ST: upnp:rootdevice\r\n"
        "\r\n");
}

Result<Facts> parse_facts(Bytes reply) {
    const auto answer = read_answer(reply);
    if (!answer) return tl::unexpected(answer.error());
    Facts facts;
    if (!answer->server.empty()) facts.set("ssdp.server", answer->server);
    if (!answer->location.empty()) facts.set("ssdp.location", answer->location);
    facts.set("ssdp.usn", answer->usn);
    return facts;
}

const Protocol protocol = {.name = "ssdp",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = search,
                           .recognise = recognise,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::ssdp
