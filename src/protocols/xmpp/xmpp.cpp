// SPDX-License-Identifier: Apache-2.0
#include "protocols/xmpp/xmpp.h"

#include <array>
#include <optional>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::xmpp {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<model::Port, 3> kPorts{5222, 5223, 5269};
constexpr std::size_t kTextLimit = 128;
constexpr std::size_t kMechanismsLimit = 16;
constexpr std::string_view kStream = "<stream:stream";

ByteString probe() {
    return base::to_bytes(
        "<?xml version='1.0'?><stream:stream to='vigie.invalid' xmlns='jabber:client' "
        "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>");
}

// The value of an attribute inside a tag, whichever quotes are around it.
std::optional<std::string_view> attribute(std::string_view tag, std::string_view name) {
    std::string sought(" ");
    sought += name;
    sought += '=';
    const std::size_t at = tag.find(sought);
    if (at == std::string_view::npos || at + sought.size() >= tag.size()) return std::nullopt;
    const std::string_view rest = tag.substr(at + sought.size());
    const std::size_t end = rest.find(rest.front(), 1);
    if ((rest.front() != '\'' && rest.front() != '"') || end == std::string_view::npos) return std::nullopt;
    return rest.substr(1, end - 1);
}

bool complete(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    return text.find("</stream:features>") != std::string_view::npos ||
           text.find("</stream:stream>") != std::string_view::npos;
}

// The name of the first element inside: <stream:error><host-unknown ...
std::string_view first_inside(std::string_view text, std::string_view element) {
    const std::size_t at = text.find(element);
    if (at == std::string_view::npos) return {};
    const std::size_t open = text.find('<', at + element.size());
    if (open == std::string_view::npos) return {};
    const std::string_view name = text.substr(open + 1);
    return name.substr(0, name.find_first_of(" />"));
}

Result<Facts> parse_facts(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    const std::size_t start = text.find(kStream);
    const std::string_view tag =
        start == std::string_view::npos ? "" : text.substr(start, text.find('>', start) - start);
    // A client's head has no identifier: that is how an echo shows.
    if (tag.find("etherx.jabber.org") == std::string_view::npos || !attribute(tag, "id"))
        return fail(Errc::not_spoken, "no head of an XMPP stream");
    Facts facts;
    facts.set("xmpp.server_to_server", attribute(tag, "xmlns") == "jabber:server");
    const std::string_view from = attribute(tag, "from").value_or("");
    if (!from.empty() && from != "vigie.invalid") facts.set("xmpp.domain", base::printable(from, kTextLimit));
    const std::string_view error = first_inside(text, "<stream:error");
    if (!error.empty()) facts.set("xmpp.error", base::printable(error, kTextLimit));
    if (text.find("<stream:features") == std::string_view::npos) return facts;
    const std::size_t starttls = text.find("<starttls");
    facts.set("xmpp.starttls", starttls != std::string_view::npos);
    if (starttls != std::string_view::npos)
        facts.set("xmpp.starttls_required", first_inside(text, "<starttls") == "required");
    constexpr std::string_view kMechanism = "<mechanism>";
    std::size_t at = text.find(kMechanism);
    for (std::size_t i = 0; i < kMechanismsLimit && at != std::string_view::npos; ++i) {
        const std::string_view name = text.substr(at + kMechanism.size());
        facts.append("xmpp.mechanisms", base::printable(name.substr(0, name.find('<')), kTextLimit));
        at = text.find(kMechanism, at + kMechanism.size());
    }
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "xmpp",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 8192};

}  // namespace vigie::protocols::xmpp
