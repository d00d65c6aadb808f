// SPDX-License-Identifier: Apache-2.0
#include "protocols/mgcp/mgcp.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::mgcp {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 2> kPorts{2427, 2727};
constexpr std::string_view kTransaction = "76676965";
constexpr std::size_t kTextLimit = 128;

ByteString probe() {
    return base::to_bytes("AUEP 76676965 vigie-no-such-endpoint@vigie.invalid MGCP 1.0\r\n\r\n");
}

// "500 76676965 Endpoint unknown"
Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::string_view line = reader.line();
    const auto code = base::parse_unsigned(line.substr(0, std::min<std::size_t>(3, line.size())));
    if (!code || *code < 100 || *code > 999 || line.size() < 12 || line[3] != ' ' ||
        line.substr(4, kTransaction.size()) != kTransaction || (line.size() > 12 && line[12] != ' '))
        return fail(Errc::not_spoken, "no answer to our MGCP question");
    Facts facts;
    facts.set("mgcp.code", static_cast<std::int64_t>(*code));
    const std::string comment = base::printable(base::trim(line.substr(12)), kTextLimit);
    if (!comment.empty()) facts.set("mgcp.comment", comment);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "mgcp",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::mgcp
