// SPDX-License-Identifier: Apache-2.0
#include "protocols/mysql/mysql.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vigie::protocols::mysql {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::uint32_t kPacketLimit = 1024;
constexpr std::size_t kVersionLimit = 128;
constexpr std::size_t kPluginLimit = 64;
constexpr std::size_t kMessageLimit = 256;
constexpr std::uint8_t kProtocolTen = 10;
constexpr std::uint8_t kErrorPacket = 0xFF;
constexpr std::uint32_t kCapabilityTls = 0x800;
constexpr std::uint32_t kCapabilityPluginAuth = 0x80000;
constexpr std::uint16_t kHostNotPrivileged = 1130;
constexpr std::uint16_t kHostBlocked = 1129;
constexpr std::uint16_t kFirstServerError = 1000;
constexpr std::uint16_t kLastServerError = 4999;
constexpr std::array<model::Port, 2> kPorts{3306, 3307};

bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char character) { return character >= 0x20 && character < 0x7F; });
}

// MariaDB from 10 on greets as "5.5.5-10..." for the sake of old replication clients.
std::string_view without_compatibility_prefix(std::string_view version) {
    constexpr std::string_view kPrefix = "5.5.5-";
    const bool prefixed = version.substr(0, kPrefix.size()) == kPrefix && version.size() > kPrefix.size() + 1 &&
                          version[kPrefix.size()] == '1';
    return prefixed ? version.substr(kPrefix.size()) : version;
}

std::string without_quoted(std::string_view message) {
    const std::size_t open = message.find('\'');
    const std::size_t close = open == std::string_view::npos ? open : message.find('\'', open + 1);
    if (close == std::string_view::npos) return std::string(message);
    return std::string(message.substr(0, open + 1)) + "..." + std::string(message.substr(close));
}

Result<Greeting> read_error(Reader& reader) {
    Greeting out;
    out.error = reader.u16_le();
    std::string_view message = base::as_text(reader.rest());
    if (message.size() > 6 && message[0] == '#') message.remove_prefix(6);  // SQL state
    if (!reader.ok() || out.error < kFirstServerError || out.error > kLastServerError || message.empty() ||
        !is_printable(message.substr(0, 16)))
        return fail(Errc::malformed, "reading a mysql error packet");
    out.error_text = base::printable(without_quoted(message), kMessageLimit);
    return out;
}

// Protocol::HandshakeV10.
Result<Greeting> read_handshake(Reader& reader) {
    Greeting out;
    const std::string_view version = reader.text_until(0);
    if (!reader.ok() || version.empty() || version.size() > kVersionLimit || !is_printable(version) ||
        version.find('.') == std::string_view::npos)
        return fail(Errc::malformed, "reading the version of a mysql greeting");
    out.version = std::string(without_compatibility_prefix(version));
    reader.skip(4 + 8);  // connection id, first part of the challenge
    const std::uint8_t filler = reader.u8();
    std::uint32_t capabilities = reader.u16_le();
    if (!reader.ok() || filler != 0) return fail(Errc::malformed, "reading the capabilities of a mysql greeting");
    if (reader.empty()) {
        out.tls = (capabilities & kCapabilityTls) != 0;
        return out;
    }
    reader.skip(1 + 2);  // character set, status
    capabilities |= static_cast<std::uint32_t>(reader.u16_le()) << 16U;
    const std::uint8_t challenge = reader.u8();
    reader.skip(10);
    if (!reader.ok()) return fail(Errc::malformed, "reading the second half of a mysql greeting");
    out.tls = (capabilities & kCapabilityTls) != 0;
    if ((capabilities & kCapabilityPluginAuth) == 0) return out;
    reader.skip(std::max<std::size_t>(13, challenge < 8 ? 0U : challenge - 8U));
    // The first servers that named a plugin forgot the NUL after it.
    std::string_view plugin = base::as_text(reader.rest());
    plugin = plugin.substr(0, plugin.find('\0'));
    if (reader.ok() && plugin.size() <= kPluginLimit && is_printable(plugin)) out.auth_plugin = std::string(plugin);
    return out;
}

Match recognise(Bytes reply) {
    const Result<Greeting> greeting = parse_greeting(reply);
    if (greeting) return Match::sure;
    return greeting.error().code == Errc::malformed ? Match::maybe : Match::no;
}

Result<Facts> parse(Bytes reply) {
    const Result<Greeting> greeting = parse_greeting(reply);
    if (!greeting) return tl::unexpected(greeting.error());
    Facts facts;
    if (greeting->error != 0) {
        facts.set("mysql.error_code", std::int64_t{greeting->error});
        facts.set("mysql.error", greeting->error_text);
        facts.set("mysql.host_refused", greeting->error == kHostNotPrivileged || greeting->error == kHostBlocked);
        return facts;
    }
    facts.set("mysql.version", greeting->version);
    facts.set("mysql.tls", greeting->tls);
    facts.set("mysql.host_refused", false);
    if (!greeting->auth_plugin.empty()) facts.set("mysql.auth_plugin", greeting->auth_plugin);
    return facts;
}

bool complete(Bytes reply) {
    Reader reader(reply);
    const std::uint32_t length = static_cast<std::uint32_t>(reader.u16_le()) | static_cast<std::uint32_t>(reader.u8())
                                                                                   << 16U;
    return reader.ok() && reader.remaining() > length;  // the sequence number and the packet
}

}  // namespace

Result<Greeting> parse_greeting(Bytes reply) {
    Reader reader(reply);
    const std::uint32_t length = static_cast<std::uint32_t>(reader.u16_le()) | static_cast<std::uint32_t>(reader.u8())
                                                                                   << 16U;
    const std::uint8_t sequence = reader.u8();
    const std::uint8_t kind = reader.u8();
    if (!reader.ok() || sequence != 0 || length < 8 || length > kPacketLimit ||
        (kind != kProtocolTen && kind != kErrorPacket))
        return fail(Errc::not_spoken, "looking for a mysql greeting");
    Reader body(reader.bytes(length - 1));
    if (!reader.ok()) return fail(Errc::malformed, "reading a mysql greeting: it is cut");
    return kind == kErrorPacket ? read_error(body) : read_handshake(body);
}

const Protocol protocol = {
    .name = "mysql",
    .transport = model::Transport::tcp,
    .usual_ports = kPorts,
    .intrusion = Intrusion::listen,
    .speaks_first = true,
    .recognise = recognise,
    .complete = complete,
    .parse = parse,
};

}  // namespace vigie::protocols::mysql
