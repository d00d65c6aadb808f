// SPDX-License-Identifier: Apache-2.0
#include "protocols/memcached/memcached.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vigie::protocols::memcached {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::size_t kVersionLimit = 64;
constexpr std::uint16_t kRequestId = 0x7667;  // any; tells our answer from another
constexpr std::array<model::Port, 1> kPorts{11211};
constexpr std::string_view kQuestion = "version\r\n";

ByteString probe() {
    return base::to_bytes(kQuestion);
}

bool is_version(std::string_view text) {
    return !text.empty() && text.size() <= kVersionLimit && text[0] >= '0' && text[0] <= '9' &&
           text.find('.') != std::string_view::npos &&
           std::all_of(text.begin(), text.end(), [](char character) { return character > 0x20 && character < 0x7F; });
}

Result<Version> parse_either(Bytes reply) {
    Result<Version> framed = parse_udp(reply);
    return framed ? framed : parse_version(reply);
}

Match recognise(Bytes reply) {
    if (parse_either(reply)) return Match::sure;
    // To a command that it does not know. Many line protocols could say so.
    return base::as_text(reply) == "ERROR\r\n" ? Match::maybe : Match::no;
}

bool complete(Bytes reply) {
    return !reply.empty() && reply.back() == '\n';
}

Result<Facts> parse(Bytes reply) {
    const Result<Version> version = parse_either(reply);
    if (!version) return tl::unexpected(version.error());
    Facts facts;
    facts.set("memcached.unauthenticated", version->unauthenticated);
    if (!version->version.empty()) facts.set("memcached.version", version->version);
    return facts;
}

}  // namespace

Result<Version> parse_version(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    if (text.substr(0, 8) != "VERSION ") {
        if (text == "CLIENT_ERROR unauthenticated\r\n") return Version{{}, false};
        return fail(Errc::not_spoken, "reading a memcached version");
    }
    const std::size_t end = text.find("\r\n");
    if (end == std::string_view::npos) return fail(Errc::malformed, "reading a memcached version: it has no end");
    const std::string_view version = text.substr(8, end - 8);
    if (!is_version(version)) return fail(Errc::malformed, "reading a memcached version: it is none");
    return Version{std::string(version), true};
}

ByteString udp_probe() {
    return base::Writer().u16(kRequestId).u16(0).u16(1).u16(0).text(kQuestion).take();
}

Result<Version> parse_udp(Bytes datagram) {
    Reader reader(datagram);
    const std::uint16_t request = reader.u16();
    const std::uint16_t number = reader.u16();
    const std::uint16_t count = reader.u16();
    const std::uint16_t reserved = reader.u16();
    if (!reader.ok() || request != kRequestId || number != 0 || count == 0 || reserved != 0)
        return fail(Errc::not_spoken, "reading the frame of a memcached datagram");
    return parse_version(reader.rest());
}

const Protocol protocol = {
    .name = "memcached",
    .transport = model::Transport::tcp,
    .usual_ports = kPorts,
    .intrusion = Intrusion::query,
    .probe = probe,
    .recognise = recognise,
    .complete = complete,
    .parse = parse,
    .reply_limit = 2048,
};

const Protocol protocol_udp = {
    .name = "memcached",
    .transport = model::Transport::udp,
    .usual_ports = kPorts,
    .intrusion = Intrusion::query,
    .probe = udp_probe,
    .recognise = recognise,
    .parse = parse,
    .reply_limit = 2048,
};

}  // namespace vigie::protocols::memcached
