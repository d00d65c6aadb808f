// SPDX-License-Identifier: Apache-2.0
#include "protocols/openwire/openwire.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::openwire {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 2> kPorts{61616, 61617};
constexpr std::uint8_t kWireFormat = 1;
constexpr std::string_view kMagic = "ActiveMQ";
constexpr std::size_t kPropertiesLimit = 64;
constexpr std::size_t kTextLimit = 128;
enum Type : std::uint8_t { kNull, kBoolean, kByte, kCharacter, kShort, kInteger, kLong, kDouble, kFloat, kText };

// The value of a property: its text, or "" for one that is no text. Values of other types end the reading.
std::string_view read_value(Reader& reader) {
    switch (reader.u8()) {
        case kNull: return {};
        case kBoolean:
        case kByte: reader.skip(1); return {};
        case kCharacter:
        case kShort: reader.skip(2); return {};
        case kInteger:
        case kFloat: reader.skip(4); return {};
        case kLong:
        case kDouble: reader.skip(8); return {};
        case kText: return reader.text(reader.u16());
        default: reader.fail(); return {};
    }
}

void read_properties(Reader& reader, Facts& facts) {
    const std::size_t count = reader.u32();
    for (std::size_t i = 0; i < std::min(count, kPropertiesLimit); ++i) {
        const std::string_view name = reader.text(reader.u16());
        const std::string text = base::printable(read_value(reader), kTextLimit);
        if (!reader.ok()) return;
        if (text.empty()) continue;
        if (name == "ProviderName") facts.set("openwire.product", text);
        if (name == "ProviderVersion") facts.set("openwire.version", text);
        if (name == "PlatformDetails") facts.set("openwire.platform", text);
    }
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::size_t length = reader.u32();
    const std::uint8_t kind = reader.u8();
    const std::string_view magic = reader.text(kMagic.size());
    const std::uint32_t version = reader.u32();
    if (!reader.ok() || length < 13 || kind != kWireFormat || magic != kMagic)
        return fail(Errc::not_spoken, "no description of an OpenWire format");
    Facts facts;
    facts.set("openwire.protocol_version", static_cast<std::int64_t>(version));
    const bool described = reader.u8() == 1;
    reader.skip(4);
    if (described && reader.ok()) read_properties(reader, facts);
    const std::string product = facts.text("openwire.product");
    const std::string release = facts.text("openwire.version");
    if (!product.empty() && !release.empty()) facts.set("openwire.software", product + " " + release);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "openwire",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::listen,
                           .speaks_first = true,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::openwire
