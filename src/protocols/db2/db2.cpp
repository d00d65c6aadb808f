// SPDX-License-Identifier: Apache-2.0
#include "protocols/db2/db2.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::db2 {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{523};
constexpr std::string_view kAnswer = "DB2RETADDR";
constexpr std::size_t kName = 128;

ByteString probe() {
    return Writer().text("DB2GETADDR").u8(0).text("SQL08020").u8(0).take();
}

// "SQL10055" is release 10.5.5.
std::string release_of(std::string_view text) {
    if (!text.starts_with("SQL") || text.size() != 8 || !base::parse_unsigned(text.substr(3))) return {};
    const auto major = base::parse_unsigned(text.substr(3, 2));
    return std::to_string(major.value_or(0)) + "." +
           std::string(text.substr(5, 2).starts_with('0') ? text.substr(6, 1) : text.substr(5, 2)) + "." +
           std::string(text.substr(7, 1));
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::string_view mark = reader.text_until(0);
    const std::string_view release = reader.text_until(0);
    if (!reader.ok() || mark != kAnswer || release_of(release).empty())
        return fail(Errc::not_spoken, "no Db2 discovery answer");
    Facts facts;
    facts.set("db2.version", release_of(release));
    const std::string_view rest = base::as_text(reader.rest());
    const std::string name = base::printable(base::trim(rest.substr(0, std::min(rest.find('\0'), kName))), kName);
    if (!name.empty()) facts.set("db2.server", name);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "db2",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::db2
