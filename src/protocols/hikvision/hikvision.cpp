// SPDX-License-Identifier: Apache-2.0
#include "protocols/hikvision/hikvision.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::hikvision {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<model::Port, 1> kPorts{37020};
constexpr std::string_view kIdentifier = "76676965-81D3-45C5-8000-000000000001";
constexpr std::size_t kTextLimit = 128;

ByteString probe() {
    return base::to_bytes("<?xml version=\"1.0\" encoding=\"utf-8\"?><Probe><Uuid>" + std::string(kIdentifier) +
                          "</Uuid><Types>inquiry</Types></Probe>");
}

std::string value_of(std::string_view xml, std::string_view name) {
    const std::string open = "<" + std::string(name) + ">";
    const std::size_t at = xml.find(open);
    const std::size_t end = at == std::string_view::npos ? at : xml.find("</", at);
    if (end == std::string_view::npos) return {};
    return base::printable(base::trim(xml.substr(at + open.size(), end - at - open.size())), kTextLimit);
}

Result<Facts> parse_facts(Bytes reply) {
    const std::string_view xml = base::as_text(reply);
    if (xml.find("<ProbeMatch") == std::string_view::npos || value_of(xml, "Uuid") != kIdentifier)
        return fail(Errc::not_spoken, "no answer to our inquiry");
    Facts facts;
    for (const auto& [element, fact] :
         {std::pair{"DeviceDescription", "hikvision.device"}, std::pair{"SoftwareVersion", "hikvision.version"},
          std::pair{"DeviceSN", "hikvision.serial"}})
        if (std::string value = value_of(xml, element); !value.empty()) facts.set(fact, std::move(value));
    if (const std::string activated = value_of(xml, "Activated"); !activated.empty())
        facts.set("hikvision.activated", activated == "true");
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "hikvision",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 8192};

}  // namespace vigie::protocols::hikvision
