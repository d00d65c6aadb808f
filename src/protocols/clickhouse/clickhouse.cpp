// SPDX-License-Identifier: Apache-2.0
#include "protocols/clickhouse/clickhouse.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::clickhouse {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 2> kPorts{9000, 9440};
constexpr std::uint8_t kPing = 4;
constexpr std::uint8_t kException = 2;
constexpr std::size_t kNameLimit = 64;
constexpr std::size_t kTextLimit = 200;

ByteString probe() {
    return Writer().u8(kPing).take();
}

// A number in groups of seven bits, lowest first; texts here need two groups.
std::size_t read_size(Reader& reader) {
    const unsigned low = reader.u8();
    if (low < 0x80) return low;
    const unsigned high = reader.u8();
    if (high >= 0x80) reader.fail();
    return (low & 0x7FU) | (high << 7U);
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t kind = reader.u8();
    const std::uint32_t code = reader.u32_le();
    const std::size_t size = read_size(reader);
    const std::string_view name = reader.text(size);
    if (!reader.ok() || kind != kException || size > kNameLimit || !name.starts_with("DB::"))
        return fail(Errc::not_spoken, "no exception of ClickHouse");
    Facts facts;
    facts.set("clickhouse.code", static_cast<std::int64_t>(code));
    const std::size_t length = read_size(reader);
    const std::string_view message = reader.text(length);
    if (!reader.ok()) return fail(Errc::malformed, "exception of ClickHouse cut short");
    facts.set("clickhouse.message", base::printable(message, kTextLimit));
    return facts;
}

bool complete(Bytes reply) {
    return parse_facts(reply).has_value();
}

}  // namespace

const Protocol protocol = {.name = "clickhouse",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 8192};

}  // namespace vigie::protocols::clickhouse
