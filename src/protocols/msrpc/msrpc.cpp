// SPDX-License-Identifier: Apache-2.0
#include "protocols/msrpc/msrpc.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "protocols/dcerpc.h"
#include "protocols/recognise.h"

namespace vigie::protocols::msrpc {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;
using dcerpc::align;
using dcerpc::Fragment;
using dcerpc::kBindAck;
using dcerpc::kBindNak;
using dcerpc::kFragmentsLimit;
using dcerpc::next_fragment;

constexpr std::array<model::Port, 2> kPorts{135, 593};
constexpr std::uint32_t kCall = 0x76;
constexpr std::size_t kTextLimit = 64;
constexpr std::uint32_t kLookupCall = 0x77;
constexpr std::uint32_t kEntriesLimit = 128;

ByteString probe() {
    return dcerpc::bind("0883afe11f5dc91191a408002b14a0fa", 3, kCall);
}

// ept_lookup of all elements, from the start, as many as we would read.
ByteString lookup() {
    constexpr std::uint16_t kLookup = 2;
    Writer out;
    out.u32_le(0).u32_le(0).u32_le(0).u32_le(1).fill(20, 0).u32_le(kEntriesLimit);
    return dcerpc::request(kLookup, out.take(), kLookupCall);
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
    const ByteString entries = dcerpc::result_of(reader, kLookupCall);
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
