// SPDX-License-Identifier: Apache-2.0
#include "protocols/opcua/opcua.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::opcua {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 3> kPorts{4840, 4843, 48010};
constexpr std::size_t kReasonLimit = 256;
constexpr std::size_t kTextLimit = 256;
constexpr std::size_t kMessagesLimit = 64;
constexpr std::size_t kEndpointsLimit = 32;
constexpr std::size_t kItemsLimit = 32;  // of arrays inside an endpoint
constexpr std::size_t kReplyLimit = 131072;
constexpr std::string_view kUrl = "opc.tcp://vigie.invalid:4840";
constexpr std::string_view kNoSecurity = "http://opcfoundation.org/UA/SecurityPolicy#None";
constexpr std::uint32_t kNull = 0xFFFFFFFF;
enum Service : std::uint16_t { kGetEndpoints = 428, kEndpoints = 431, kOpenChannel = 446, kChannelOpened = 449 };

ByteString probe() {
    constexpr std::uint32_t kBuffer = 65535;
    Writer out;
    out.text("HELF").u32_le(32 + kUrl.size()).u32_le(0).u32_le(kBuffer).u32_le(kBuffer).u32_le(1 << 20).u32_le(16);
    return out.u32_le(kUrl.size()).text(kUrl).take();
}

ByteString with_length(std::string_view kind, Bytes body) {
    Writer out;
    return out.text(kind).u32_le(static_cast<std::uint32_t>(8 + body.size())).bytes(body).take();
}

// Type of the request as a four-byte node, then a request header without session, time or options.
void put_header(Writer& out, Service service) {
    constexpr std::uint32_t kPatience = 5000;
    out.u8(1).u8(0).u16_le(service).u16(0).fill(8, 0).u32_le(1).u32_le(0).u32_le(kNull).u32_le(kPatience);
    out.u8(0).u8(0).u8(0);
}

ByteString open_channel() {
    constexpr std::uint32_t kLifetime = 60000;
    Writer out;
    out.u32_le(0).u32_le(kNoSecurity.size()).text(kNoSecurity).u32_le(kNull).u32_le(kNull).u32_le(1).u32_le(1);
    put_header(out, kOpenChannel);
    out.u32_le(0).u32_le(0).u32_le(1).u32_le(kNull).u32_le(kLifetime);
    return with_length("OPNF", out.take());
}

ByteString get_endpoints(std::uint32_t channel, std::uint32_t token) {
    Writer out;
    out.u32_le(channel).u32_le(token).u32_le(2).u32_le(2);
    put_header(out, kGetEndpoints);
    out.u32_le(kUrl.size()).text(kUrl).u32_le(kNull).u32_le(kNull);
    return with_length("MSGF", out.take());
}

struct Message {
    std::string_view kind;  // "ACKF"
    Bytes body;
};

std::optional<Message> next_message(Reader& reader) {
    const std::string_view kind = reader.text(4);
    const std::size_t length = reader.u32_le();
    if (!reader.ok() || length < 8) return std::nullopt;
    const Bytes body = reader.bytes(length - 8);
    return reader.ok() ? std::optional<Message>({kind, body}) : std::nullopt;
}

// Whole when the last piece of a message is there, or an end without one.
bool complete(Bytes reply) {
    Reader reader(reply);
    for (std::size_t i = 0; i < kMessagesLimit; ++i) {
        const std::optional<Message> message = next_message(reader);
        if (!message) return false;
        if (message->kind.back() != 'C') return true;
    }
    return true;
}

// "" for a null string; -1 is the length of null.
std::string_view read_string(Reader& reader) {
    const std::uint32_t length = reader.u32_le();
    return length == kNull ? std::string_view{} : reader.text(length);
}

std::uint32_t read_count(Reader& reader) {
    const std::uint32_t count = reader.u32_le();
    if (count == kNull) return 0;
    if (count > reader.remaining()) reader.fail();
    return count;
}

void skip_strings(Reader& reader) {
    const std::uint32_t count = read_count(reader);
    for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
        if (i == kItemsLimit) reader.fail();
        (void)read_string(reader);
    }
}

// The header of a response, up to its own fields. False: another type, a fault, or a result that is bad.
bool read_header(Reader& reader, Service service) {
    const std::uint16_t encoding = reader.u16();
    const std::uint16_t type = reader.u16_le();
    reader.skip(12);
    const std::uint32_t result = reader.u32_le();
    const std::uint8_t diagnostics = reader.u8();
    skip_strings(reader);
    reader.skip(3);  // no additional header
    return reader.ok() && encoding == 0x0100 && type == service && result == 0 && diagnostics == 0;
}

std::string text_of(std::string_view text) {
    return base::printable(text, kTextLimit);
}

void set_text(Facts& facts, const char* name, std::string_view text) {
    if (!text.empty()) facts.set(name, text_of(text));
}

std::string_view mode_name(std::uint32_t mode) {
    constexpr std::array<std::string_view, 4> kNames{"invalid", "none", "sign", "sign-and-encrypt"};
    return mode < kNames.size() ? kNames.at(mode) : "unknown";
}

std::string_view read_localized(Reader& reader) {
    const unsigned mask = reader.u8();
    if ((mask & 1U) != 0) (void)read_string(reader);
    return (mask & 2U) != 0 ? read_string(reader) : std::string_view{};
}

void read_server(Reader& reader, Facts& facts) {
    set_text(facts, "opcua.application_uri", read_string(reader));
    set_text(facts, "opcua.product_uri", read_string(reader));
    set_text(facts, "opcua.application_name", read_localized(reader));
    reader.skip(4);
    (void)read_string(reader);
    (void)read_string(reader);
    skip_strings(reader);
}

void read_tokens(Reader& reader, Facts& facts) {
    constexpr std::array<const char*, 4> kNames{"anonymous", "password", "certificate", "issued"};
    const std::uint32_t count = read_count(reader);
    for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
        if (i == kItemsLimit) return reader.fail();
        (void)read_string(reader);
        const std::uint32_t kind = reader.u32_le();
        for (int skipped = 0; skipped < 3; ++skipped) (void)read_string(reader);
        if (reader.ok() && kind < kNames.size()) facts.append("opcua.logins", kNames.at(kind));
    }
}

// "sign-and-encrypt Basic256Sha256" of http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256.
void read_endpoint(Reader& reader, Facts& facts) {
    const std::string_view url = read_string(reader);
    Facts about;
    read_server(reader, about);
    (void)read_string(reader);  // certificate
    const std::uint32_t mode = reader.u32_le();
    const std::string_view policy = read_string(reader);
    read_tokens(reader, about);
    (void)read_string(reader);
    reader.skip(1);
    if (!reader.ok()) return;
    facts.merge(about);
    facts.append("opcua.urls", text_of(url));
    const std::string short_policy = text_of(policy.substr(policy.rfind('#') + 1));
    facts.append("opcua.security", std::string(mode_name(mode)) + " " + short_policy);
    if (mode == 1) facts.set("opcua.without_security", true);
}

// The pieces of the answer to GetEndpoints, joined.
ByteString join_pieces(Reader& reader) {
    ByteString out;
    for (std::size_t i = 0; i < kMessagesLimit && !reader.empty(); ++i) {
        const std::optional<Message> message = next_message(reader);
        constexpr std::size_t kPieceHead = 16;
        if (!message || message->kind.substr(0, 3) != "MSG" || message->body.size() < kPieceHead) break;
        const Bytes piece = message->body.subspan(kPieceHead);
        out.insert(out.end(), piece.begin(), piece.end());
        if (message->kind.back() != 'C') break;
    }
    return out;
}

void read_endpoints(Reader& messages, Facts& facts) {
    const ByteString joined = join_pieces(messages);
    Reader reader(joined);
    if (joined.empty() || !read_header(reader, kEndpoints)) return;
    const std::uint32_t count = read_count(reader);
    if (!reader.ok()) return;
    facts.set("opcua.without_security", false);
    for (std::uint32_t i = 0; i < std::min<std::size_t>(count, kEndpointsLimit) && reader.ok(); ++i)
        read_endpoint(reader, facts);
}

struct Channel {
    std::uint32_t id = 0;
    std::uint32_t token = 0;
};

std::optional<Channel> read_channel(Reader& messages) {
    const std::optional<Message> message = next_message(messages);
    if (!message || message->kind != "OPNF") return std::nullopt;
    Reader reader(message->body);
    reader.skip(4);
    for (int i = 0; i < 3; ++i) (void)read_string(reader);  // policy, certificate, thumbprint
    reader.skip(8);
    if (!read_header(reader, kChannelOpened)) return std::nullopt;
    reader.skip(4);
    const Channel channel{reader.u32_le(), reader.u32_le()};
    return reader.ok() ? std::optional<Channel>(channel) : std::nullopt;
}

Result<Facts> parse_error(Bytes body) {
    Reader reader(body);
    Facts facts;
    const std::uint32_t code = reader.u32_le();
    const std::string_view reason = read_string(reader);
    if (!reader.ok()) return fail(Errc::malformed, "OPC UA error cut short");
    facts.set("opcua.error", base::to_hex(Writer().u32(code).take()));
    if (!reason.empty()) facts.set("opcua.reason", base::printable(reason, kReasonLimit));
    return facts;
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::optional<Message> first = next_message(reader);
    if (first && first->kind == "ERRF") return parse_error(first->body);
    if (!first || first->kind != "ACKF") return fail(Errc::not_spoken, "no OPC UA answer");
    constexpr std::size_t kAcknowledge = 20;
    if (first->body.size() != kAcknowledge) return fail(Errc::malformed, "OPC UA acknowledgement of a wrong length");
    Facts facts;
    facts.set("opcua.protocol_version", static_cast<std::int64_t>(Reader(first->body).u32_le()));
    if (read_channel(reader)) read_endpoints(reader, facts);
    return facts;
}

ByteString follow_up(Bytes heard) {
    Reader reader(heard);
    const std::optional<Message> first = next_message(reader);
    if (!first || first->kind != "ACKF") return {};
    if (reader.empty()) return open_channel();
    const std::optional<Channel> channel = read_channel(reader);
    return channel && reader.empty() ? get_endpoints(channel->id, channel->token) : ByteString{};
}

}  // namespace

const Protocol protocol = {.name = "opcua",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .follow_up = follow_up,
                           .parse = parse_facts,
                           .reply_limit = kReplyLimit};

}  // namespace vigie::protocols::opcua
