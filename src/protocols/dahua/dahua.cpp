// SPDX-License-Identifier: Apache-2.0
#include "protocols/dahua/dahua.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::dahua {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{37810};
constexpr std::size_t kHead = 32;
constexpr std::size_t kTextLimit = 128;
constexpr std::string_view kMark = "DHIP";
constexpr std::string_view kQuestion = "{\"method\":\"DHDiscover.search\",\"params\":{\"mac\":\"\",\"uni\":1}}\n";

ByteString probe() {
    Writer out;
    out.u32(0x20000000).text(kMark).u32(0).u32(0).u32_le(kQuestion.size()).u32(0).u32_le(kQuestion.size()).u32(0);
    return out.text(kQuestion).take();
}

// The value of "name":"..." in a flat text; nothing of the structure is needed.
std::string value_of(std::string_view json, std::string_view name) {
    const std::string key = "\"" + std::string(name) + "\"";
    const std::size_t at = json.find(key);
    if (at == std::string_view::npos) return {};
    const std::size_t colon = json.find(':', at + key.size());
    const std::size_t open = json.find('"', colon == std::string_view::npos ? json.size() : colon);
    const std::size_t close = json.find('"', open == std::string_view::npos ? json.size() : open + 1);
    if (close == std::string_view::npos) return {};
    return base::printable(base::trim(json.substr(open + 1, close - open - 1)), kTextLimit);
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    reader.skip(4);
    const std::string_view mark = reader.text(kMark.size());
    reader.seek(kHead);
    const std::string_view json = base::as_text(reader.rest());
    const std::string type = value_of(json, "DeviceType");
    if (!reader.ok() || mark != kMark || type.empty()) return fail(Errc::not_spoken, "no Dahua discovery answer");
    Facts facts;
    facts.set("dahua.device", type);
    for (const auto& [field, fact] : {std::pair{"Version", "dahua.version"}, std::pair{"SerialNo", "dahua.serial"},
                                      std::pair{"Vendor", "dahua.vendor"}})
        if (std::string value = value_of(json, field); !value.empty()) facts.set(fact, std::move(value));
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "dahua",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::dahua
