// SPDX-License-Identifier: Apache-2.0
#include "protocols/jenkins_discovery/jenkins_discovery.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::jenkins_discovery {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<model::Port, 1> kPorts{33848};
constexpr std::size_t kTextLimit = 128;

ByteString probe() {
    return {'\n'};
}

std::string value_of(std::string_view xml, std::string_view open, std::string_view close) {
    const std::size_t at = xml.find(open);
    const std::size_t end = at == std::string_view::npos ? at : xml.find(close, at);
    if (end == std::string_view::npos) return {};
    return base::printable(base::trim(xml.substr(at + open.size(), end - at - open.size())), kTextLimit);
}

Result<Facts> parse_facts(Bytes reply) {
    const std::string_view xml = base::as_text(reply);
    const std::string version = value_of(xml, "<version>", "</version>");
    if (!xml.starts_with("<hudson>") || version.empty()) return fail(Errc::not_spoken, "no announcement of Jenkins");
    Facts facts;
    facts.set("jenkins_discovery.version", version);
    if (std::string url = value_of(xml, "<url>", "</url>"); !url.empty())
        facts.set("jenkins_discovery.url", std::move(url));
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "jenkins_discovery",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::jenkins_discovery
