// SPDX-License-Identifier: Apache-2.0
#include "protocols/omron_fins/omron_fins.h"

#include <array>
#include <optional>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::omron_fins {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 1> kPorts{9600};
constexpr std::uint8_t kNode = 0x76;
constexpr std::uint8_t kService = 0x67;
constexpr std::uint16_t kControllerData = 0x0501;
constexpr std::size_t kField = 20;
constexpr std::string_view kMagic = "FINS";
enum FrameKind : std::uint32_t { kAskNode = 0, kGiveNode = 1, kSend = 2, kRefuse = 3 };

ByteString command(std::uint8_t server, std::uint8_t client) {
    constexpr std::uint8_t kCommandWithAnswer = 0x80;
    Writer out;
    out.u8(kCommandWithAnswer).u8(0).u8(2).u8(0).u8(server).u8(0).u8(0).u8(client).u8(0).u8(kService);
    return out.u16(kControllerData).u8(0).take();
}

ByteString probe() {
    return command(0, kNode);
}

// Over TCP each frame has a head of its own, and the controller first hands out a node number.
ByteString frame(std::uint32_t kind, Bytes body) {
    Writer out;
    return out.text(kMagic).u32(static_cast<std::uint32_t>(8 + body.size())).u32(kind).u32(0).bytes(body).take();
}

ByteString probe_tcp() {
    return frame(kAskNode, Writer().u32(0).take());
}

struct Frame {
    std::uint32_t kind = 0;
    std::uint32_t error = 0;
    Bytes body;
};

std::optional<Frame> next_frame(Reader& reader) {
    const std::string_view magic = reader.text(kMagic.size());
    const std::size_t length = reader.u32();
    Frame out;
    out.kind = reader.u32();
    out.error = reader.u32();
    if (!reader.ok() || magic != kMagic || length < 8) return std::nullopt;
    out.body = reader.bytes(length - 8);
    return reader.ok() ? std::optional<Frame>(out) : std::nullopt;
}

bool complete_tcp(Bytes reply) {
    Reader reader(reply);
    return next_frame(reader).has_value();
}

std::string field(Reader& reader) {
    const std::string_view text = reader.text(kField);
    return base::printable(base::trim(text.substr(0, text.find('\0'))), kField);
}

Result<Facts> parse_answer(Bytes reply) {
    Reader reader(reply);
    const unsigned flags = reader.u8();
    reader.skip(8);
    const std::uint8_t service = reader.u8();
    const std::uint16_t code = reader.u16();
    const std::uint16_t end = reader.u16();
    if (!reader.ok() || (flags & 0xC0U) != 0xC0U || service != kService || code != kControllerData)
        return fail(Errc::not_spoken, "no FINS answer to our command");
    Facts facts;
    facts.set("omron_fins.end_code", static_cast<std::int64_t>(end));
    const std::string model = field(reader);
    const std::string version = field(reader);
    if (reader.ok() && !model.empty()) facts.set("omron_fins.model", model);
    if (reader.ok() && !version.empty()) facts.set("omron_fins.version", version);
    return facts;
}

Result<Facts> parse_facts(Bytes reply) {
    if (!base::as_text(reply).starts_with(kMagic)) return parse_answer(reply);
    Reader reader(reply);
    const std::optional<Frame> first = next_frame(reader);
    if (!first || (first->kind != kGiveNode && first->kind != kRefuse))
        return fail(Errc::not_spoken, "no FINS frame that gives a node");
    const std::optional<Frame> second = next_frame(reader);
    if (second && second->kind == kSend && second->error == 0) return parse_answer(second->body);
    Facts facts;
    facts.set("omron_fins.transport_error", static_cast<std::int64_t>(first->error));
    return facts;
}

ByteString follow_up(Bytes heard) {
    Reader reader(heard);
    const std::optional<Frame> first = next_frame(reader);
    if (!first || !reader.empty() || first->kind != kGiveNode || first->error != 0) return {};
    Reader nodes(first->body);
    const std::uint32_t client = nodes.u32();
    const std::uint32_t server = nodes.u32();
    if (!nodes.ok() || client > 0xFF || server > 0xFF) return {};
    return frame(kSend, command(static_cast<std::uint8_t>(server), static_cast<std::uint8_t>(client)));
}

}  // namespace

const Protocol protocol = {.name = "omron_fins",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

const Protocol protocol_tcp = {.name = "omron_fins",
                               .transport = model::Transport::tcp,
                               .usual_ports = kPorts,
                               .intrusion = Intrusion::query,
                               .anywhere = false,
                               .probe = probe_tcp,
                               .recognise = sure_if_parsed<parse_facts>,
                               .complete = complete_tcp,
                               .follow_up = follow_up,
                               .parse = parse_facts,
                               .reply_limit = 4096};

}  // namespace vigie::protocols::omron_fins
