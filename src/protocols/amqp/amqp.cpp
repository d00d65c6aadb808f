// SPDX-License-Identifier: Apache-2.0
#include "protocols/amqp/amqp.h"

#include <array>

#include "base/text.h"

namespace vigie::protocols::amqp {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 2> kPorts{5672, 5671};
constexpr std::size_t kFieldsLimit = 32;
constexpr std::size_t kTextLimit = 128;
constexpr std::string_view kMark = "AMQP";
constexpr std::uint8_t kMethodFrame = 1;
constexpr std::uint32_t kConnectionStart = 0x000A000A;

ByteString probe() {
    return Writer().text(kMark).u8(0).u8(0).u8(9).u8(1).take();
}

bool complete(Bytes reply) {
    if (base::as_text(reply).starts_with(kMark)) return reply.size() >= 8;
    Reader reader(reply);
    reader.skip(3);
    const std::size_t length = reader.u32();
    return reader.ok() && length + 8 <= reply.size();
}

// The table of properties: short name, type, value; only texts are kept, other types with a size are skipped.
bool read_properties(Reader& table, Facts& facts) {
    for (std::size_t i = 0; i < kFieldsLimit && !table.empty(); ++i) {
        const std::string_view name = table.text(table.u8());
        const std::uint8_t type = table.u8();
        if (type == 'S') {
            const std::string value = base::printable(table.text(table.u32()), kTextLimit);
            if (name == "product") facts.set("amqp.product", value);
            if (name == "version") facts.set("amqp.version", value);
            if (name == "platform") facts.set("amqp.platform", value);
            if (name == "cluster_name") facts.set("amqp.cluster", value);
        } else if (type == 'F' || type == 'A') {
            table.skip(table.u32());
        } else if (type == 't') {
            table.skip(1);
        } else {
            return false;
        }
        if (!table.ok()) return false;
    }
    return true;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    Facts facts;
    if (base::as_text(reply).starts_with(kMark)) {
        if (reply.size() != 8 || base::as_text(reply) == base::as_text(probe()))
            return fail(Errc::not_spoken, "no AMQP header of a server");
        return facts;
    }
    const std::uint8_t type = reader.u8();
    const std::uint16_t channel = reader.u16();
    Reader frame(reader.bytes(reader.u32()));
    const std::uint32_t method = frame.u32();
    const unsigned major = frame.u8();
    const unsigned minor = frame.u8();
    if (!reader.ok() || !frame.ok() || type != kMethodFrame || channel != 0 || method != kConnectionStart)
        return fail(Errc::not_spoken, "no AMQP connection start");
    facts.set("amqp.protocol_version", std::to_string(major) + "-" + std::to_string(minor));
    Reader table(frame.bytes(frame.u32()));
    if (!frame.ok() || !read_properties(table, facts)) return fail(Errc::malformed, "AMQP properties that are broken");
    if (facts.has("amqp.product") && facts.has("amqp.version"))
        facts.set("amqp.software", facts.text("amqp.product") + " " + facts.text("amqp.version"));
    const std::string mechanisms = base::printable(frame.text(frame.u32()), kTextLimit);
    if (frame.ok()) facts.set("amqp.mechanisms", mechanisms);
    return facts;
}

// A program that repeats what it hears also sends eight bytes.
Match recognise(Bytes reply) {
    const auto facts = parse_facts(reply);
    if (!facts) return Match::no;
    return facts->empty() ? Match::maybe : Match::sure;
}

}  // namespace

const Protocol protocol = {.name = "amqp",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = recognise,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 8192};

}  // namespace vigie::protocols::amqp
