// SPDX-License-Identifier: Apache-2.0
#include "protocols/wsd/wsd.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::wsd {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<model::Port, 1> kPorts{3702};
constexpr std::string_view kMessage = "urn:uuid:76676965-81d3-45c5-8000-000000000001";
constexpr std::size_t kTextLimit = 512;

ByteString probe() {
    std::string text =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
        "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" "
        "xmlns:d=\"http://schemas.xmlsoap.org/ws/2005/04/discovery\"><s:Header>"
        "<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action><a:MessageID>";
    text += kMessage;
    text +=
        "</a:MessageID><a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>"
        "<s:Body><d:Probe/></s:Body></s:Envelope>";
    return base::to_bytes(text);
}

// The text of the first element of this name, whatever its prefix; no other structure is needed.
std::string_view element_text(std::string_view xml, std::string_view name) {
    for (std::size_t at = xml.find(name); at != std::string_view::npos; at = xml.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        if (at == 0 || (xml[at - 1] != ':' && xml[at - 1] != '<') || end >= xml.size()) continue;
        if (xml[end] != '>' && xml[end] != ' ') continue;
        const std::size_t open = xml.find('>', end);
        if (open == std::string_view::npos) return {};
        const std::size_t close = xml.find('<', open);
        return close == std::string_view::npos ? std::string_view{}
                                               : base::trim(xml.substr(open + 1, close - open - 1));
    }
    return {};
}

Result<Facts> parse_facts(Bytes reply) {
    const std::string_view xml = base::as_text(reply);
    if (xml.find("Envelope") == std::string_view::npos || element_text(xml, "RelatesTo") != kMessage)
        return fail(Errc::not_spoken, "no answer to our discovery probe");
    Facts facts;
    for (const auto& [element, fact] :
         {std::pair{"Types", "wsd.types"}, std::pair{"XAddrs", "wsd.addresses"}, std::pair{"Scopes", "wsd.scopes"}}) {
        std::string value = base::printable(element_text(xml, element), kTextLimit);
        if (!value.empty()) facts.set(fact, std::move(value));
    }
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "wsd",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 8192};

}  // namespace vigie::protocols::wsd
