// SPDX-License-Identifier: Apache-2.0
#include "protocols/beckhoff_ads/beckhoff_ads.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::beckhoff_ads {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{48899};
constexpr std::uint32_t kMark = 0x71146603;
constexpr std::uint32_t kInvoke = 0x76676965;
constexpr std::uint32_t kInformation = 1;
constexpr std::uint32_t kAnswer = 0x80000000;
constexpr std::size_t kFieldsLimit = 16;
constexpr std::size_t kTextLimit = 64;
enum Field : std::uint16_t { kVersion = 3, kHost = 5 };

ByteString probe() {
    constexpr std::uint16_t kService = 10000;
    Writer out;
    out.u32_le(kMark).u32_le(kInvoke).u32_le(kInformation).fill(6, 0).u16_le(kService).u32_le(0);
    return out.take();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint32_t mark = reader.u32_le();
    const std::uint32_t invoke = reader.u32_le();
    const std::uint32_t service = reader.u32_le();
    const Bytes net = reader.bytes(6);
    reader.skip(2);
    const std::size_t fields = reader.u32_le();
    if (!reader.ok() || mark != kMark || service != (kAnswer | kInformation) || (invoke != kInvoke && invoke != 0))
        return fail(Errc::not_spoken, "no ADS discovery answer");
    Facts facts;
    std::string id;
    for (const std::uint8_t byte : net) id += (id.empty() ? "" : ".") + std::to_string(byte);
    facts.set("beckhoff_ads.net_id", id);
    for (std::size_t i = 0; i < std::min(fields, kFieldsLimit) && !reader.empty(); ++i) {
        const std::uint16_t field = reader.u16_le();
        Reader value(reader.bytes(reader.u16_le()));
        if (!reader.ok()) return fail(Errc::malformed, "ADS field with a wrong length");
        if (field == kHost) {
            const std::string_view text = base::as_text(value.rest());
            facts.set("beckhoff_ads.host", base::printable(text.substr(0, text.find('\0')), kTextLimit));
        } else if (field == kVersion) {
            const unsigned major = value.u8();
            const unsigned minor = value.u8();
            const unsigned build = value.u16_le();
            if (value.ok())
                facts.set("beckhoff_ads.version",
                          std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(build));
        }
    }
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "beckhoff_ads",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::beckhoff_ads
