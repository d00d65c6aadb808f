// SPDX-License-Identifier: Apache-2.0
#include "protocols/digi_addp/digi_addp.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::digi_addp {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{2362};
constexpr std::string_view kMark = "DIGI";
constexpr std::size_t kFieldsLimit = 32;
constexpr std::size_t kTextLimit = 128;
enum Command : std::uint16_t { kRequest = 1, kResponse = 2 };
enum Field : std::uint8_t { kMac = 0x01, kName = 0x04, kFirmware = 0x08, kDevice = 0x0D };

ByteString probe() {
    return Writer().text(kMark).u16(kRequest).u16(6).fill(6, 0xFF).take();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::string_view mark = reader.text(kMark.size());
    const std::uint16_t command = reader.u16();
    const std::size_t length = reader.u16();
    if (!reader.ok() || mark != kMark || command != kResponse || length != reader.remaining())
        return fail(Errc::not_spoken, "no ADDP answer");
    Facts facts;
    for (std::size_t i = 0; i < kFieldsLimit && !reader.empty(); ++i) {
        const std::uint8_t field = reader.u8();
        const Bytes value = reader.bytes(reader.u8());
        if (!reader.ok()) return fail(Errc::malformed, "ADDP field with a wrong length");
        const auto text = [&] { return base::printable(base::trim(base::as_text(value)), kTextLimit); };
        if (field == kMac) facts.set("digi_addp.mac", base::to_hex(value));
        if (field == kName) facts.set("digi_addp.name", text());
        if (field == kFirmware) facts.set("digi_addp.firmware", text());
        if (field == kDevice) facts.set("digi_addp.device", text());
    }
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "digi_addp",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::digi_addp
