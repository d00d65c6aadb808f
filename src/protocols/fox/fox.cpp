// SPDX-License-Identifier: Apache-2.0
#include "protocols/fox/fox.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::fox {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 2> kPorts{1911, 4911};
constexpr std::size_t kLinesLimit = 64;
constexpr std::size_t kTextLimit = 128;

ByteString probe() {
    return base::to_bytes("fox a 1 -1 fox hello\n{\nfox.version=s:1.0\nid=i:1\n};;\n");
}

bool complete(Bytes reply) {
    return base::as_text(reply).find("};;") != std::string_view::npos;
}

std::string_view fact_of(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kFacts{
        {{"fox.version", "fox.protocol_version"},
         {"hostName", "fox.host"},
         {"hostAddress", "fox.address"},
         {"app.version", "fox.version"},
         {"os.name", "fox.system"},
         {"station.name", "fox.station"},
         {"brandId", "fox.brand"}}};
    for (const auto& [field, fact] : kFacts)
        if (field == name) return fact;
    return {};
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    if (!reader.line().starts_with("fox a 0 ")) return fail(Errc::not_spoken, "no Fox greeting of a station");
    Facts facts;
    for (std::size_t i = 0; i < kLinesLimit && !reader.empty(); ++i) {
        const std::string_view line = reader.line();
        if (line.starts_with("}")) break;
        const std::size_t equals = line.find("=s:");
        if (equals == std::string_view::npos) continue;
        const std::string_view fact = fact_of(line.substr(0, equals));
        if (!fact.empty())
            facts.set(std::string(fact), base::printable(base::trim(line.substr(equals + 3)), kTextLimit));
    }
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "fox",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::fox
