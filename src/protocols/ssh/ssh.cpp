// SPDX-License-Identifier: Apache-2.0
#include "protocols/ssh/ssh.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace vigie::protocols::ssh {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::size_t kLinesBefore = 64;
constexpr std::size_t kLineLimit = 1024;  // RFC 4253 says 255; longer ones are met
constexpr std::size_t kPacketLimit = 35000;
constexpr std::size_t kNameCount = 256;
constexpr std::size_t kNameLimit = 64;  // RFC 4251 section 6
constexpr std::uint8_t kMessageKexInit = 20;
constexpr std::array<model::Port, 3> kPorts{22, 2222, 830};

bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char character) { return character >= 0x20 && character < 0x7F; });
}

// "SSH-" and a version such as 2.0 or 1.99, then "-".
bool begins_like_identification(std::string_view text) {
    if (text.size() < 8 || text.substr(0, 4) != "SSH-") return false;
    const std::size_t dash = text.find('-', 4);
    if (dash == std::string_view::npos || dash > 8) return false;
    const std::string_view version = text.substr(4, dash - 4);
    const std::size_t dot = version.find('.');
    return dot != std::string_view::npos && base::parse_unsigned(version.substr(0, dot)) &&
           base::parse_unsigned(version.substr(dot + 1));
}

std::vector<std::string> read_names(Reader& reader) {
    const std::string_view list = reader.text(reader.u32());
    std::vector<std::string> names;
    if (list.empty()) return names;
    for (const std::string_view name : base::split(list, ',')) {
        if (names.size() == kNameCount || name.empty() || name.size() > kNameLimit || !is_printable(name)) {
            reader.fail();
            return {};
        }
        names.emplace_back(name);
    }
    return names;
}

// Length of the whole packet at the start of bytes, when it can be a KEXINIT.
std::optional<std::size_t> kexinit_size(Bytes bytes) {
    Reader reader(bytes);
    const std::uint32_t length = reader.u32();
    const std::uint8_t padding = reader.u8();
    const std::uint8_t message = reader.u8();
    if (!reader.ok() || message != kMessageKexInit || length > kPacketLimit || length < 2U + padding)
        return std::nullopt;
    return std::size_t{length} + 4;
}

void set_list(Facts& facts, const char* name, const std::vector<std::string>& names) {
    if (!names.empty()) facts.set(name, names);
}

ByteString probe() {
    return base::to_bytes("SSH-2.0-vigie_0.1\r\n");
}

Match recognise(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    if (begins_like_identification(text.substr(0, kLineLimit))) return Match::sure;
    if (const Result<Identification> found = parse_identification(reply); found) return Match::maybe;
    return kexinit_size(reply) ? Match::maybe : Match::no;
}

bool complete(Bytes reply) {
    const Result<Identification> identification = parse_identification(reply);
    const Bytes rest = identification ? reply.subspan(identification->end) : reply;
    if (rest.empty()) return true;
    const std::optional<std::size_t> size = kexinit_size(rest);
    return size && rest.size() >= *size;
}

Result<Facts> parse(Bytes reply) {
    const Result<Identification> identification = parse_identification(reply);
    Facts facts;
    Bytes rest = reply;
    if (identification) {
        facts.set("ssh.banner", identification->line);
        facts.set("ssh.protocol", identification->protocol);
        facts.set("ssh.software", identification->software);
        if (!identification->comments.empty()) facts.set("ssh.comments", identification->comments);
        rest = reply.subspan(identification->end);
    }
    const Result<KexInit> offer = parse_kexinit(rest);
    if (!identification && !offer) return tl::unexpected(identification.error());
    if (offer) {
        set_list(facts, "ssh.kex_algorithms", offer->kex_algorithms);
        set_list(facts, "ssh.host_key_algorithms", offer->host_key_algorithms);
        set_list(facts, "ssh.encryption_algorithms", offer->encryption_algorithms);
        set_list(facts, "ssh.mac_algorithms", offer->mac_algorithms);
        set_list(facts, "ssh.compression_algorithms", offer->compression_algorithms);
    }
    return facts;
}

}  // namespace

Result<Identification> parse_identification(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    std::size_t start = 0;
    for (std::size_t count = 0; count < kLinesBefore; ++count) {
        const std::string_view ahead = text.substr(start, kLineLimit);
        const std::size_t end = ahead.find('\n');
        if (end == std::string_view::npos) break;
        const std::string_view line = base::trim(ahead.substr(0, end));
        if (begins_like_identification(line)) {
            Identification out;
            const std::size_t dash = line.find('-', 4);
            const std::string_view rest = line.substr(dash + 1);
            const std::size_t space = rest.find(' ');
            out.line = base::printable(line);
            out.protocol = std::string(line.substr(4, dash - 4));
            out.software = base::printable(rest.substr(0, space));
            if (space != std::string_view::npos) out.comments = base::printable(base::trim(rest.substr(space + 1)));
            out.end = start + end + 1;
            return out;
        }
        start += end + 1;
    }
    if (begins_like_identification(text.substr(start, kLineLimit)))
        return fail(Errc::malformed, "reading an ssh identification line: it has no end");
    return fail(Errc::not_spoken, "looking for an ssh identification line");
}

Result<KexInit> parse_kexinit(Bytes packet) {
    const std::optional<std::size_t> size = kexinit_size(packet);
    if (!size) return fail(Errc::not_spoken, "looking for an ssh KEXINIT packet");
    if (packet.size() < *size) return fail(Errc::malformed, "reading an ssh KEXINIT packet: it is cut");
    const std::size_t padding = packet[4];
    Reader reader(packet.subspan(0, *size - padding));
    reader.skip(4 + 1 + 1 + 16);  // length, padding length, message, cookie
    KexInit out;
    out.kex_algorithms = read_names(reader);
    out.host_key_algorithms = read_names(reader);
    (void)read_names(reader);  // client to server
    out.encryption_algorithms = read_names(reader);
    (void)read_names(reader);
    out.mac_algorithms = read_names(reader);
    (void)read_names(reader);
    out.compression_algorithms = read_names(reader);
    if (!reader.ok()) return fail(Errc::malformed, "reading the name lists of an ssh KEXINIT packet");
    return out;
}

const Protocol protocol = {
    .name = "ssh",
    .transport = model::Transport::tcp,
    .usual_ports = kPorts,
    .intrusion = Intrusion::handshake,
    .speaks_first = true,
    .probe = probe,
    .recognise = recognise,
    .complete = complete,
    .parse = parse,
    .reply_limit = 65536,
};

}  // namespace vigie::protocols::ssh
