// SPDX-License-Identifier: Apache-2.0
#include "protocols/msrpc/msrpc.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::msrpc {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 2> kPorts{135, 593};
constexpr std::uint8_t kVersion = 5;
constexpr std::uint32_t kCall = 0x76;
constexpr std::size_t kTextLimit = 64;
constexpr std::uint32_t kLookupCall = 0x77;
constexpr std::uint16_t kHead = 24;  // of a request
constexpr std::uint32_t kEntriesLimit = 128;
constexpr std::size_t kFragmentsLimit = 16;
enum Packet : std::uint8_t { kRequest = 0, kResponse = 2, kBind = 11, kBindAck = 12, kBindNak = 13 };

ByteString probe() {
    constexpr std::uint16_t kLength = 72;
    constexpr std::uint16_t kFragment = 4280;
    Writer out;
    out.u8(kVersion).u8(0).u8(kBind).u8(3).u32(0x10000000).u16_le(kLength).u16_le(0).u32_le(kCall);
    out.u16_le(kFragment).u16_le(kFragment).u32_le(0).u32_le(1).u16_le(0).u16_le(1);
    // The mapper's interface 3.0 and the transfer syntax NDR 2.0, in wire order.
    out.bytes(base::from_hex("0883afe11f5dc91191a408002b14a0fa")).u32_le(3);
    out.bytes(base::from_hex("045d888aeb1cc9119fe808002b104860")).u32_le(2);
    return out.take();
}

// ept_lookup of all elements, from the start, as many as we would read.
ByteString lookup() {
    constexpr std::uint16_t kBody = 40;
    constexpr std::uint16_t kLookup = 2;
    Writer out;
    out.u8(kVersion).u8(0).u8(kRequest).u8(3).u32(0x10000000).u16_le(kHead + kBody).u16_le(0).u32_le(kLookupCall);
    out.u32_le(kBody).u16_le(0).u16_le(kLookup);
    return out.u32_le(0).u32_le(0).u32_le(0).u32_le(1).fill(20, 0).u32_le(kEntriesLimit).take();
}

struct Fragment {
    std::uint8_t type = 0;
    bool last = false;
    std::uint32_t call = 0;
    Bytes body;  // behind the common head
};

std::optional<Fragment> next_fragment(Reader& reader) {
    constexpr std::size_t kCommon = 16;
    const std::uint8_t version = reader.u8();
    reader.skip(1);
    Fragment out;
    out.type = reader.u8();
    out.last = (reader.u8() & 2U) != 0;
    reader.skip(4);
    const std::size_t length = reader.u16_le();
    reader.skip(2);
    out.call = reader.u32_le();
    if (!reader.ok() || version != kVersion || length < kCommon) return std::nullopt;
    out.body = reader.bytes(length - kCommon);
    return reader.ok() ? std::optional<Fragment>(out) : std::nullopt;
}

// Whole with the last fragment of an answer.
bool complete(Bytes reply) {
    Reader reader(reply);
    for (std::size_t i = 0; i < kFragmentsLimit; ++i) {
        const std::optional<Fragment> fragment = next_fragment(reader);
        if (!fragment) return false;
        if (fragment->last) return true;
    }
    return true;
}

void align(Reader& reader) {
    while (reader.ok() && reader.position() % 4 != 0) reader.skip(1);  // at most three times
}

// Floors of a protocol tower; the port when one of them is TCP.
std::optional<std::uint16_t> tower_port(Bytes tower) {
    constexpr std::uint8_t kTcp = 0x07;
    constexpr std::size_t kFloorsLimit = 8;
    Reader reader(tower);
    const std::size_t floors = reader.u16_le();
    for (std::size_t i = 0; i < std::min(floors, kFloorsLimit) && reader.ok(); ++i) {
        Reader left(reader.bytes(reader.u16_le()));
        Reader right(reader.bytes(reader.u16_le()));
        if (left.u8() != kTcp || !left.ok()) continue;
        const std::uint16_t port = right.u16();
        if (right.ok() && port != 0) return port;
    }
    return std::nullopt;
}

// The entries with their annotations, then the towers of those that have one.
void read_entries(Bytes parameters, Facts& facts) {
    Reader reader(parameters);
    reader.skip(20);
    const std::size_t entries = reader.u32_le();
    reader.skip(12);
    if (!reader.ok() || entries > kEntriesLimit) return;
    facts.set("msrpc.endpoints", static_cast<std::int64_t>(entries));
    std::size_t towers = 0;
    for (std::size_t i = 0; i < entries; ++i) {
        reader.skip(16);
        if (reader.u32_le() != 0) ++towers;
        reader.skip(4);
        const std::string_view annotation = reader.text(reader.u32_le());
        align(reader);
        if (!reader.ok()) return;
        const std::string text = base::printable(annotation.substr(0, annotation.find('\0')), kTextLimit);
        if (!text.empty()) facts.append("msrpc.services", text);
    }
    for (std::size_t i = 0; i < towers; ++i) {
        const std::size_t size = reader.u32_le();
        reader.skip(4);
        const std::optional<std::uint16_t> port = tower_port(reader.bytes(size));
        align(reader);
        if (!reader.ok()) return;
        if (port) facts.append("msrpc.ports", std::to_string(*port));
    }
}

// The answer to our lookup, its fragments joined; empty when it is a fault or another's.
ByteString lookup_answer(Reader& reader) {
    constexpr std::size_t kResponseHead = 8;
    ByteString out;
    for (std::size_t i = 0; i < kFragmentsLimit && !reader.empty(); ++i) {
        const std::optional<Fragment> fragment = next_fragment(reader);
        if (!fragment || fragment->type != kResponse || fragment->call != kLookupCall ||
            fragment->body.size() < kResponseHead)
            break;
        const Bytes parameters = fragment->body.subspan(kResponseHead);
        out.insert(out.end(), parameters.begin(), parameters.end());
        if (fragment->last) break;
    }
    return out;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::optional<Fragment> answer = next_fragment(reader);
    if (!answer || (answer->type != kBindAck && answer->type != kBindNak) || answer->call != kCall)
        return fail(Errc::not_spoken, "no answer to our binding");
    Facts facts;
    facts.set("msrpc.bound", answer->type == kBindAck);
    if (answer->type == kBindNak) return facts;
    Reader body(answer->body);
    body.skip(8);
    const std::string_view address = body.text(body.u16_le());
    if (!body.ok()) return fail(Errc::malformed, "binding acknowledged without an address");
    const std::string text = base::printable(address.substr(0, address.find('\0')), kTextLimit);
    if (!text.empty()) facts.set("msrpc.secondary_address", text);
    const ByteString entries = lookup_answer(reader);
    if (!entries.empty()) read_entries(entries, facts);
    return facts;
}

ByteString follow_up(Bytes heard) {
    Reader reader(heard);
    const std::optional<Fragment> answer = next_fragment(reader);
    const bool bound = answer && answer->type == kBindAck && answer->call == kCall;
    return bound && reader.empty() ? lookup() : ByteString{};
}

}  // namespace

const Protocol protocol = {.name = "msrpc",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .follow_up = follow_up,
                           .parse = parse_facts,
                           .reply_limit = 65536};

}  // namespace vigie::protocols::msrpc
