// SPDX-License-Identifier: Apache-2.0
#include "protocols/stomp/stomp.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::stomp {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 2> kPorts{61613, 61614};
constexpr std::size_t kHeadersLimit = 16;
constexpr std::size_t kVersionsLimit = 8;
constexpr std::size_t kTextLimit = 200;

ByteString probe() {
    return Writer().text("CONNECT\naccept-version:0.0\nhost:vigie.invalid\n\n").u8(0).take();
}

bool complete(Bytes reply) {
    return base::as_text(reply).find('\0') != std::string_view::npos;
}

// "1.2, 1.1, 1.0" after "supported versions are: [", or the header "version:1.0,1.1,1.2".
void add_versions(std::string_view list, Facts& facts) {
    const std::vector<std::string_view> parts = base::split(list, ',');
    for (std::size_t i = 0; i < std::min(parts.size(), kVersionsLimit); ++i)
        if (const std::string_view one = base::trim(parts[i]); !one.empty())
            facts.append("stomp.versions", base::printable(one, 8));
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    if (reader.line() != "ERROR") return fail(Errc::not_spoken, "no STOMP error");
    Facts facts;
    bool headers = false;
    for (std::size_t i = 0; i < kHeadersLimit && !reader.empty(); ++i) {
        const std::string_view line = reader.line();
        const std::size_t colon = line.find(':');
        if (line.empty() || colon == std::string_view::npos) break;
        const std::string_view name = line.substr(0, colon);
        const std::string_view value = line.substr(colon + 1);
        if (name == "message") facts.set("stomp.message", base::printable(value, kTextLimit));
        if (name == "version") add_versions(value, facts);
        if (name == "server") facts.set("stomp.server", base::printable(value, kTextLimit));
        headers = headers || name == "message" || name == "version";
    }
    if (!headers) return fail(Errc::not_spoken, "a STOMP error without a reason");
    const std::string message = facts.text("stomp.message");
    const std::size_t open = message.find('[', message.find("supported versions"));
    if (!facts.has("stomp.versions") && message.find("supported versions") != std::string::npos &&
        open != std::string::npos)
        add_versions(std::string_view(message).substr(open + 1, message.find(']', open) - open - 1), facts);
    constexpr std::string_view kActiveMq = "org.apache.activemq.transport.stomp.";
    if (base::as_text(reply).find(kActiveMq) != std::string_view::npos) facts.set("stomp.software", "ActiveMQ");
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "stomp",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 8192};

}  // namespace vigie::protocols::stomp
