// SPDX-License-Identifier: Apache-2.0
#include "protocols/zookeeper/zookeeper.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::zookeeper {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 1> kPorts{2181};
constexpr std::size_t kTextLimit = 128;
constexpr std::string_view kVersion = "Zookeeper version: ";

ByteString probe() {
    return base::to_bytes("srvr");
}

bool complete(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    return text.find("Node count:") != std::string_view::npos || text.find("whitelist") != std::string_view::npos;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::string_view line = reader.line();
    Facts facts;
    if (line.starts_with(kVersion)) {
        const std::string_view rest = line.substr(kVersion.size());
        facts.set("zookeeper.version",
                  base::printable(base::trim(rest.substr(0, rest.find_first_of("-,"))), kTextLimit));
        facts.set("zookeeper.commands_open", true);
        return facts;
    }
    if (line.starts_with("srvr is not executed because it is not in the whitelist")) {
        facts.set("zookeeper.commands_open", false);
        return facts;
    }
    return fail(Errc::not_spoken, "no ZooKeeper answer");
}

}  // namespace

const Protocol protocol = {.name = "zookeeper",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::zookeeper
