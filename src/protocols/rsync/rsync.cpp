// SPDX-License-Identifier: Apache-2.0
#include "protocols/rsync/rsync.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::rsync {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 1> kPorts{873};
constexpr std::size_t kModulesLimit = 64;
constexpr std::size_t kTextLimit = 128;
constexpr std::string_view kMark = "@RSYNCD: ";

// Our version, then an empty name: the list of modules.
ByteString probe() {
    return base::to_bytes("@RSYNCD: 29\n#list\n");
}

bool complete(Bytes reply) {
    return base::as_text(reply).find("@RSYNCD: EXIT") != std::string_view::npos;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::string_view greeting = reader.line();
    if (!greeting.starts_with(kMark) || greeting.size() == kMark.size() || greeting[kMark.size()] < '0' ||
        greeting[kMark.size()] > '9')
        return fail(Errc::not_spoken, "no rsync greeting");
    Facts facts;
    const std::string_view version = base::split(greeting.substr(kMark.size()), ' ').front();
    facts.set("rsync.protocol_version", base::printable(version, 16));
    for (std::size_t i = 0; i < kModulesLimit && !reader.empty(); ++i) {
        const std::string_view line = reader.line();
        if (line.starts_with(kMark)) break;
        const std::size_t tab = line.find('\t');
        if (tab == std::string_view::npos) continue;  // the message of the day
        facts.append("rsync.modules", base::printable(base::trim(line.substr(0, tab)), kTextLimit));
    }
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "rsync",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .speaks_first = true,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 8192};

}  // namespace vigie::protocols::rsync
