// SPDX-License-Identifier: Apache-2.0
#include "protocols/vmware_auth/vmware_auth.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::vmware_auth {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 2> kPorts{902, 912};
constexpr std::string_view kGreeting = "220 VMware Authentication Daemon Version ";
constexpr std::size_t kVersionLimit = 16;
constexpr std::size_t kTextLimit = 256;

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::string_view line = reader.line();
    if (!line.starts_with(kGreeting)) return fail(Errc::not_spoken, "no greeting of VMware");
    const std::string_view rest = line.substr(kGreeting.size());
    Facts facts;
    const std::string_view version = rest.substr(0, rest.find_first_of(":, "));
    if (!version.empty()) facts.set("vmware_auth.version", base::printable(version, kVersionLimit));
    facts.set("vmware_auth.greeting", base::printable(base::trim(line.substr(4)), kTextLimit));
    facts.set("vmware_auth.tls_required", base::contains_ignoring_case(rest, "SSL Required"));
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "vmware_auth",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::listen,
                           .speaks_first = true,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 1024};

}  // namespace vigie::protocols::vmware_auth
