// SPDX-License-Identifier: Apache-2.0
#include "protocols/nats/nats.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::nats {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<model::Port, 1> kPorts{4222};
constexpr std::size_t kTextLimit = 64;

std::string value_of(std::string_view json, std::string_view name) {
    const std::string key = "\"" + std::string(name) + "\":";
    const std::size_t at = json.find(key);
    if (at == std::string_view::npos) return {};
    std::string_view rest = json.substr(at + key.size());
    const bool quoted = rest.starts_with('"');
    if (quoted) rest.remove_prefix(1);
    return base::printable(rest.substr(0, quoted ? rest.find('"') : rest.find_first_of(",}")), kTextLimit);
}

Result<Facts> parse_facts(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    const std::string version = value_of(text, "version");
    if (!text.starts_with("INFO {") || value_of(text, "server_id").empty() || version.empty())
        return fail(Errc::not_spoken, "no NATS greeting");
    Facts facts;
    facts.set("nats.version", version);
    facts.set("nats.auth_required", value_of(text, "auth_required") == "true");
    facts.set("nats.tls_required", value_of(text, "tls_required") == "true");
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "nats",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::listen,
                           .speaks_first = true,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::nats
