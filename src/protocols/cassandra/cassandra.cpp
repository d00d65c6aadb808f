// SPDX-License-Identifier: Apache-2.0
#include "protocols/cassandra/cassandra.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::cassandra {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{9042};
constexpr std::uint16_t kStream = 0x0067;
constexpr std::size_t kKeysLimit = 16;
constexpr std::size_t kValuesLimit = 16;
constexpr std::size_t kHead = 9;
enum Operation : std::uint8_t { kError = 0, kOptions = 5, kSupported = 6 };

ByteString probe() {
    constexpr std::uint8_t kVersion = 4;
    return Writer().u8(kVersion).u8(0).u16(kStream).u8(kOptions).u32(0).take();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    reader.skip(5);
    const std::size_t length = reader.u32();
    return reader.ok() && length + kHead <= reply.size();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const unsigned version = reader.u8();
    reader.skip(1);
    const std::uint16_t stream = reader.u16();
    const std::uint8_t operation = reader.u8();
    const std::size_t length = reader.u32();
    if (!reader.ok() || (version & 0x80U) == 0 || (version & 0x7FU) > 6 || (stream != kStream && operation != kError) ||
        (operation != kSupported && operation != kError) || length != reader.remaining())
        return fail(Errc::not_spoken, "no CQL answer");
    Facts facts;
    facts.set("cassandra.protocol_version", static_cast<std::int64_t>(version & 0x7FU));
    if (operation == kError) return facts;
    const std::size_t keys = reader.u16();
    for (std::size_t i = 0; i < std::min(keys, kKeysLimit); ++i) {
        const std::string_view key = reader.text(reader.u16());
        const std::size_t values = reader.u16();
        for (std::size_t j = 0; j < std::min(values, kValuesLimit); ++j) {
            const std::string value = base::printable(reader.text(reader.u16()), 64);
            if (key == "CQL_VERSION" && reader.ok()) facts.set("cassandra.cql_version", value);
        }
        if (!reader.ok()) return fail(Errc::malformed, "CQL options cut short");
    }
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "cassandra",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 8192};

}  // namespace vigie::protocols::cassandra
