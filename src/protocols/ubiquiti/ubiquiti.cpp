// SPDX-License-Identifier: Apache-2.0
#include "protocols/ubiquiti/ubiquiti.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::ubiquiti {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::array<model::Port, 1> kPorts{10001};
constexpr std::size_t kFieldsLimit = 64;
constexpr std::size_t kTextLimit = 128;
constexpr std::uint8_t kVersion = 1;
enum Field : std::uint8_t { kFirmware = 0x03, kName = 0x0B, kShortModel = 0x0C, kModel = 0x14 };

ByteString probe() {
    return {kVersion, 0, 0, 0};
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t version = reader.u8();
    const std::uint8_t command = reader.u8();
    const std::size_t length = reader.u16();
    if (!reader.ok() || (version != kVersion && version != 2) || command > 10 || length == 0 ||
        length != reader.remaining())
        return fail(Errc::not_spoken, "no Ubiquiti discovery answer");
    Facts facts;
    for (std::size_t i = 0; i < kFieldsLimit && !reader.empty(); ++i) {
        const std::uint8_t field = reader.u8();
        const std::string_view value = reader.text(reader.u16());
        if (!reader.ok()) return fail(Errc::malformed, "Ubiquiti field with a wrong length");
        const std::string text = base::printable(base::trim(value), kTextLimit);
        if (field == kFirmware) facts.set("ubiquiti.firmware", text);
        if (field == kName) facts.set("ubiquiti.name", text);
        if (field == kModel || (field == kShortModel && !facts.has("ubiquiti.model")))
            facts.set("ubiquiti.model", text);
    }
    if (!facts.has("ubiquiti.firmware")) return fail(Errc::not_spoken, "an answer without firmware");
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "ubiquiti",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::ubiquiti
